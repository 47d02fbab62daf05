using Mesh.Actors.Services;
using static Mesh.Actors.Services.ServiceMessages;

namespace Mesh.Tests.Actors.Services;

public sealed class ServiceActorTests : MeshTestKit
{
    [Fact]
    public async Task A_service_counts_the_changes_of_its_endpoints()
    {
        var service = Sys.ActorOf(ServiceActor.Props("cart"));

        service.Tell(new ObserveEndpoints("cart", 1, 2, 7, 3, 3), TestActor);
        service.Tell(new ObserveEndpoints("cart", 1, 3, 7, 3, 3), TestActor);
        service.Tell(new ObserveEndpoints("cart", 1, 4, 8, 4, 4), TestActor);
        service.Tell(new DescribeService("cart"), TestActor);

        Assert.Equal((2, 4), (await ExpectMsgAsync<ServiceReport>()) is { State: { } state } ? (state.Revision, state.Endpoints) : default);
    }

    [Fact]
    public async Task A_service_that_nothing_is_known_of_says_so()
    {
        var service = Sys.ActorOf(ServiceActor.Props("cart"));

        service.Tell(new DescribeService("cart"), TestActor);

        await ExpectMsgAsync(new ServiceReport("cart", null));
    }
}
