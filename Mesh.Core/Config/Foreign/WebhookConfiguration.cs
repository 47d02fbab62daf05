using Mesh.Core.Values;

namespace Mesh.Core.Config.Foreign;

/// <summary>Who is asked about objects before they are stored: a MutatingWebhookConfiguration or a ValidatingWebhookConfiguration.</summary>
public sealed record WebhookConfiguration
{
    public ValueList<Webhook>? Webhooks { get; init; }
}

public sealed record Webhook
{
    public string? Name { get; init; }

    public WebhookClientConfig? ClientConfig { get; init; }
}

public sealed record WebhookClientConfig
{
    public string? Url { get; init; }

    public WebhookService? Service { get; init; }
}

public sealed record WebhookService
{
    public string? Name { get; init; }

    public string? Namespace { get; init; }
}
