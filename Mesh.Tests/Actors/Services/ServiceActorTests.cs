using Mesh.Actors.Members;
using Mesh.Actors.Services;
using static Mesh.Actors.Services.ServiceMessages;

namespace Mesh.Tests.Actors.Services;

public sealed class ServiceActorTests : MeshTestKit
{
    [Fact]
    public async Task Members_hear_of_a_change_once()
    {
        var service = Sys.ActorOf(ServiceActor.Props("cart", TestActor));

        service.Tell(new ObserveEndpoints("cart", 1, 2, 7, 3, 3), TestActor);
        service.Tell(new ObserveEndpoints("cart", 1, 3, 7, 3, 3), TestActor);
        service.Tell(new ObserveEndpoints("cart", 1, 4, 8, 4, 4), TestActor);

        await ExpectMsgAsync(new Broadcast(new EndpointsChanged("cart", 2)));
        await ExpectMsgAsync(new Broadcast(new EndpointsChanged("cart", 4)));
    }

    [Fact]
    public async Task A_service_that_nothing_is_known_of_says_so()
    {
        var service = Sys.ActorOf(ServiceActor.Props("cart", TestActor));

        service.Tell(new DescribeService("cart"), TestActor);

        await ExpectMsgAsync(new ServiceReport("cart", null));
    }
}
