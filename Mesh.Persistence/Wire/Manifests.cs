using System.Collections.Frozen;
using Mesh.Actors;
using Mesh.Actors.Balance;
using Mesh.Actors.Certificates;
using Mesh.Actors.Jwks;
using Mesh.Actors.Members;
using Mesh.Actors.Quotas;
using Mesh.Actors.Replication;
using Mesh.Actors.Services;
using Mesh.Actors.Telemetry;

namespace Mesh.Persistence.Wire;

/// <summary>Every message that crosses the wire, under its short name, which outlives its type's. Append only: another member may run the release before.</summary>
public static class Manifests
{
    public static readonly FrozenDictionary<string, Type> ByName = new Dictionary<string, Type>
    {
        ["service/observe"] = typeof(ServiceMessages.ObserveEndpoints),
        ["service/describe"] = typeof(ServiceMessages.DescribeService),
        ["member/get-page"] = typeof(MemberMessages.GetPage),
        ["member/page-part"] = typeof(MemberMessages.PagePart),
        ["member/page-failed"] = typeof(MemberMessages.PageFailed),
        ["jwks/subscribe"] = typeof(JwksMessages.Subscribe),
        ["jwks/keys"] = typeof(JwksMessages.KeysAre),
        ["edge/add-sums"] = typeof(TelemetryMessages.AddSums),
        ["edge/sums-added"] = typeof(TelemetryMessages.SumsAdded),
        ["quota/take"] = typeof(QuotaMessages.TakeLease),
        ["quota/leased"] = typeof(QuotaMessages.Leased),
        ["quota/return"] = typeof(QuotaMessages.ReturnTokens),
        ["replica/held"] = typeof(ReplicaMessages.Held),
        ["replica/catch-up"] = typeof(ReplicaMessages.CatchUp),
        ["replica/took"] = typeof(ReplicaMessages.Took),
        ["replica/revision"] = typeof(ReplicaMessages.RevisionPart),
        ["root/certify"] = typeof(RootMessages.CertifyMember),
        ["root/certified"] = typeof(RootMessages.MemberCertified),
        ["root/sign-yourself"] = typeof(RootMessages.SignYourself),
        ["root/not-now"] = typeof(RootMessages.NotNow),
        ["root/get-trust"] = typeof(RootMessages.GetTrust),
        ["root/trust-changed"] = typeof(RootMessages.TrustChanged),
        ["root/holders-seen"] = typeof(RootMessages.HoldersSeen),
        ["root/rotate"] = typeof(RootMessages.RotateRoot),
        ["root/taint"] = typeof(RootMessages.TaintRoot),
        ["root/done"] = typeof(RootMessages.Done),
        ["root/describe"] = typeof(RootMessages.DescribeRoots),
        ["root/report"] = typeof(RootMessages.RootReport),
        ["root/recorded"] = typeof(RootMessages.RootRecorded),
        ["certificate/request"] = typeof(CertificateMessages.RequestPermit),
        ["certificate/permitted"] = typeof(CertificateMessages.Permitted),
        ["certificate/denied"] = typeof(CertificateMessages.Denied),
        ["certificate/revoke"] = typeof(CertificateMessages.Revoke),
        ["certificate/revoked"] = typeof(CertificateMessages.Revoked),
        ["certificate/revoked-news"] = typeof(CertificateMessages.CertificateRevoked),
        ["certificate/describe"] = typeof(CertificateMessages.DescribeCertificates),
        ["certificate/report"] = typeof(CertificateMessages.CertificateReport),
        ["certificate/granted"] = typeof(CertificateMessages.CertificateGranted),
        ["certificate/withdrawn"] = typeof(CertificateMessages.CertificateWithdrawn),
        ["certificate/snapshot"] = typeof(CertificateMessages.CertificateSnapshot),
        ["balance/load"] = typeof(BalanceMessages.LoadIs),
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<Type, string> Names = ByName.ToFrozenDictionary(x => x.Value, x => x.Key);

    /// <exception cref="InvalidOperationException">A type that is not in the table is an <see cref="IWireMessage"/>: the tests of messages forbid it.</exception>
    public static string NameOf(Type type) => Names.TryGetValue(type, out var name) ? name : throw new InvalidOperationException($"{type} is not listed among the messages that cross the wire");
}
