using Mesh.Actors;
using Mesh.Actors.Certificates;
using Mesh.Actors.Config;
using Mesh.Actors.Jwks;
using Mesh.Core.Analysis;
using Mesh.Core.Config;
using Mesh.Core.Config.Validation;
using Mesh.Core.Model;
using Mesh.Core.Security;
using Mesh.Core.Security.Jwks;
using Mesh.Core.Translation.Pipeline;
using Mesh.Core.Values;
using Microsoft.Extensions.Logging;

namespace Mesh.Gateway.People;

/// <summary>Says what becomes of configuration, model and certificates: to the log, to the metrics, and to the pages, which ask for the problems of now.</summary>
public sealed partial class MeshObserver(MeshMetrics metrics, ILogger<MeshObserver> log) : IMeshObserver, ICertificateObserver, IJwksObserver
{
    /// <summary>Told in the log of one change; the pages have all of them.</summary>
    private const int MostFindings = 50;

    private readonly TaskCompletionSource<ConfigState> _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string _lastFailure = "";
    private volatile Problems _problems = new([], []);

    /// <summary>Completes when there is a first configuration; what it refuses is in it.</summary>
    public Task<ConfigState> Loaded => _loaded.Task;

    /// <summary>Completes when there is a first model, so that proxies can be served.</summary>
    public Task Ready => _ready.Task;

    /// <summary>What is wrong at the moment, beyond refused documents.</summary>
    public Problems Current => _problems;

    public void ConfigTaken(ConfigState state, ConfigEffect effect)
    {
        metrics.ConfigTaken(state, effect);
        // The first state is told as a whole by whoever waits for it.
        var isFirst = _loaded.TrySetResult(state);
        if (isFirst) return;
        if (effect.Changed) LogRevision(state.Revision, effect.OnlyEndpoints ? "endpoints" : "configuration");
        foreach (var refused in effect.Refused)
        {
            foreach (var error in refused.Errors) LogRefused(refused.Object, refused.At(error), error.Field, error.Reason);
        }
        foreach (var mended in effect.Mended) LogMended(mended.Object, mended.Source);
        foreach (var warned in effect.Warnings)
        {
            foreach (var warning in warned.Errors) LogWarned(warned.Object, warned.At(warning), warning.ToString());
        }
    }

    public void SourceLost(string source, Exception cause, TimeSpan again) => LogSourceLost(source, cause.Message, again);

    public void ModelBuilt(MeshModel model, TimeSpan took)
    {
        metrics.ModelBuilt(model, took);
        LogModel(model.Revision, model.Services.All.Count, took.TotalMilliseconds);
        _ready.TrySetResult();
    }

    public void Unread(string what)
    {
        metrics.Failed();
        LogUnread(what);
    }

    public void Failed(string what, Exception cause)
    {
        metrics.Failed();
        // One bug meets many proxies in the same way; its trace is worth telling once.
        var trace = cause.ToString();
        if (Interlocked.Exchange(ref _lastFailure, trace) == trace) LogFailedAgain(what, cause.Message);
        else LogFailed(what, cause);
    }

    public void Translated(ProxyClass proxies, TimeSpan took) => metrics.Translated(took);

    public void Converged(TimeSpan after) => metrics.Converged(after);

    public void Analyzed(ValueList<Finding> findings, ValueList<Finding> before, TimeSpan took)
    {
        metrics.Analyzed(findings, took);
        if (findings.Equals(before)) return;
        var known = before.ToHashSet();
        var news = findings.Where(x => !known.Contains(x)).OrderByDescending(x => x.Level).ToList();
        foreach (var finding in news.Take(MostFindings))
        {
            if (finding.Level == FindingLevel.Info) LogNote(finding.Object, finding.Source, finding.Words, finding.Code);
            else LogFinding(finding.Object, finding.Source, finding.Words, finding.Code);
        }
        foreach (var mended in before.Except(findings).Where(x => x.Level > FindingLevel.Info).Take(MostFindings)) LogNoLonger(mended.Object, mended.Field, mended.Code);
        if (news.Count > MostFindings) LogMoreFindings(news.Count - MostFindings);
    }

    public void ProblemsChanged(IReadOnlyList<Withheld> withheld, IReadOnlyList<TranslationWarning> warnings)
    {
        var before = _problems;
        _problems = new(withheld, warnings);
        metrics.Withheld(withheld.Count);
        foreach (var news in withheld.Select(x => x.ToString()).Except(before.Withheld.Select(x => x.ToString()))) LogWithheld(news);
        foreach (var news in warnings.Except(before.Warnings)) LogWarning(news.ToString());
    }

    public void Issued(IssuedEntry issued)
    {
        metrics.Issued();
        LogIssued(issued.Who, CertificateAuthority.SerialText(issued.Serial), issued.NotAfter, issued.Requester, issued.Remote, issued.Reason);
    }

    public void Refused(string who, string remote, string why)
    {
        metrics.SecretRefused();
        LogSecretRefused(who, remote, why);
    }

    public void AuthorityChanged(string what) => LogAuthority(what);

    public void AuthorityTroubled(string what, Exception? cause) => LogAuthorityTrouble(what, cause);

    public void KeysFetched(JwksState state, bool news)
    {
        metrics.KeysFetched();
        if (news) LogKeys(state.Source, state.Good!.Count);
    }

    public void KeysNotFetched(JwksState state)
    {
        metrics.KeysNotFetched();
        // Failures repeat; the pages tell how often.
        if (state.Failures > 1) LogKeysStillFail(state.Source, state.Error, state.Failures, state.DueAt);
        else if (state.Good is { } good) LogKeysFail(state.Source, state.Error, $"the {good.Count} keys of {state.FetchedAt:u} stay in force", state.DueAt);
        else LogKeysFail(state.Source, state.Error, "requests with a token of this issuer are refused", state.DueAt);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Revision {Revision}: {What} changed")]
    private partial void LogRevision(long revision, string what);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Refused {Object} ({Source}): {Field}: {Reason}")]
    private partial void LogRefused(string @object, ConfigSource source, string field, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "No longer refused: {Object} ({Source})")]
    private partial void LogMended(string @object, ConfigSource source);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Object} ({Source}): {Warning}")]
    private partial void LogWarned(string @object, ConfigSource source, string warning);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Object} ({Source}): {Words} [{Code}]")]
    private partial void LogFinding(string @object, ConfigSource source, string words, FindingCode code);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Object} ({Source}): {Words} [{Code}]")]
    private partial void LogNote(string @object, ConfigSource source, string words, FindingCode code);

    [LoggerMessage(Level = LogLevel.Information, Message = "No longer found: {Object}: {Field} [{Code}]")]
    private partial void LogNoLonger(string @object, string field, FindingCode code);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} more findings: see /debug/configz, or actormesh validate")]
    private partial void LogMoreFindings(int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Source} can no longer be read ({Reason}); what was read stays in force, next try in {Again}")]
    private partial void LogSourceLost(string source, string reason, TimeSpan again);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Model {Revision}: {Services} services, built in {Milliseconds:0.0} ms")]
    private partial void LogModel(long revision, int services, double milliseconds);

    [LoggerMessage(Level = LogLevel.Error, Message = "Not served from this member, which does not know what another release wrote: {What}")]
    private partial void LogUnread(string what);

    [LoggerMessage(Level = LogLevel.Error, Message = "{What}; what was in force before stays. This is a bug of ActorMesh")]
    private partial void LogFailed(string what, Exception cause);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{What}, as before: {Reason}")]
    private partial void LogFailedAgain(string what, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Withheld}")]
    private partial void LogWithheld(string withheld);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Warning}")]
    private partial void LogWarning(string warning);

    [LoggerMessage(Level = LogLevel.Information, Message = "Signed {Who}: serial {Serial}, until {NotAfter:u}, for {Requester} at {Remote}, {Reason}")]
    private partial void LogIssued(string who, string serial, DateTimeOffset notAfter, string requester, string remote, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Keys of tokens from {Source}: {Count}")]
    private partial void LogKeys(JwksSource source, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "No keys of tokens from {Source}: {Reason}; {Meanwhile}, next try at {Next:u}")]
    private partial void LogKeysFail(JwksSource source, string reason, string meanwhile, DateTimeOffset next);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Still no keys of tokens from {Source}: {Reason}; {Failures} tries failed, next one at {Next:u}")]
    private partial void LogKeysStillFail(JwksSource source, string reason, int failures, DateTimeOffset next);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Refused {Who} at {Remote}: {Why}")]
    private partial void LogSecretRefused(string who, string remote, string why);

    [LoggerMessage(Level = LogLevel.Information, Message = "{What}")]
    private partial void LogAuthority(string what);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{What}")]
    private partial void LogAuthorityTrouble(string what, Exception? cause);
}

/// <summary>What is wrong at the moment, beyond refused documents.</summary>
public sealed record Problems(IReadOnlyList<Withheld> Withheld, IReadOnlyList<TranslationWarning> Warnings);
