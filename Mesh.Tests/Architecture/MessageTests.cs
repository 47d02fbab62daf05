using System.Reflection;
using Akka.Actor;
using Mesh.Actors;
using Mesh.Actors.Config;
using Mesh.Actors.Members;
using Mesh.Actors.Services;

namespace Mesh.Tests.Architecture;

/// <summary>Messages between actors are sealed and never change; those that may cross the wire are few, small and named here.</summary>
public sealed class MessageTests
{
    /// <summary>Names, revisions, digests and numbers: all that members say to each other.</summary>
    private static readonly HashSet<Type> OnTheWire =
    [
        typeof(ConfigMessages.MeshChanged),
        typeof(ConfigMessages.GetRevision),
        typeof(ServiceMessages.ObserveEndpoints),
        typeof(ServiceMessages.DescribeService),
        typeof(ServiceMessages.EndpointsChanged),
    ];

    private static readonly HashSet<Type> Small = [typeof(string), typeof(long), typeof(int), typeof(bool), typeof(UInt128)];

    public static TheoryData<Type> Messages => [.. typeof(MeshActors).Assembly.GetTypes()
        .Where(x => x.DeclaringType?.Name.EndsWith("Messages", StringComparison.Ordinal) == true && !x.IsInterface && !x.Name.StartsWith('<'))
        .Append(typeof(Broadcast))];

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_message_is_sealed_and_never_changes(Type message)
    {
        Assert.True(message.IsSealed, $"{message} must be sealed");
        Assert.DoesNotContain(message.GetProperties(BindingFlags.Instance | BindingFlags.Public), x => x.SetMethod is { } set && !IsInitOnly(set));
        Assert.DoesNotContain(message.GetFields(BindingFlags.Instance | BindingFlags.Public), x => !x.IsInitOnly);
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_message_stays_on_its_member_or_is_named_for_the_wire(Type message) =>
        Assert.True(
            typeof(INoSerializationVerificationNeeded).IsAssignableFrom(message) != OnTheWire.Contains(message),
            $"{message} must either carry {nameof(INoSerializationVerificationNeeded)} or be listed as one that crosses the wire");

    [Fact]
    public void What_crosses_the_wire_is_small() =>
        Assert.All(OnTheWire.SelectMany(x => x.GetProperties(BindingFlags.Instance | BindingFlags.Public)), x => Assert.Contains(x.PropertyType, Small));

    private static bool IsInitOnly(MethodInfo set) =>
        set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(System.Runtime.CompilerServices.IsExternalInit));
}
