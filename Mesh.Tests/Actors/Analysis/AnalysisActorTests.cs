using Akka.Actor;
using Mesh.Actors.Analysis;
using Mesh.Tests.Core.Analysis;

namespace Mesh.Tests.Actors.Analysis;

public sealed class AnalysisActorTests : MeshTestKit
{
    private const string Broken = "apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: cat, namespace: shop}\nspec: {host: cat, trafficPolicy: {loadBalancer: {simple: RANDOM}}}\n";

    private readonly Observed _observed = new();

    [Fact]
    public async Task What_is_found_is_told_to_the_parent_once()
    {
        var analysis = Start();
        var parts = Analyzed.Parts(Analyzed.Shop + Broken);

        analysis.Tell(new AnalysisMessages.Analyze(parts));
        var findings = (await ExpectMsgAsync<AnalysisMessages.Analyzed>()).Findings;
        analysis.Tell(new AnalysisMessages.Analyze(Analyzed.Parts(Analyzed.Shop + Broken, null, parts)));
        await AwaitAssertAsync(() => Assert.Equal(2, _observed.Findings.Count));

        Assert.Equal(["IST0174 Warning DestinationRule shop/cat spec.host"], Analyzed.Words(findings));
        await ExpectNoMsgAsync(TimeSpan.Zero);
    }

    [Fact]
    public async Task What_is_mended_is_found_no_more()
    {
        var analysis = Start();
        var parts = Analyzed.Parts(Analyzed.Shop + Broken);
        analysis.Tell(new AnalysisMessages.Analyze(parts));
        await ExpectMsgAsync<AnalysisMessages.Analyzed>();

        analysis.Tell(new AnalysisMessages.Analyze(Analyzed.Parts(Analyzed.Shop + Broken.Replace("host: cat", "host: cart", StringComparison.Ordinal), null, parts)));

        Assert.Empty((await ExpectMsgAsync<AnalysisMessages.Analyzed>()).Findings);
    }

    private IActorRef Start() => ActorOfAsTestActorRef<AnalysisActor>(AnalysisActor.Props(_observed, TimeProvider.System, new(TimeSpan.Zero, TimeSpan.Zero, 1)), TestActor);
}
