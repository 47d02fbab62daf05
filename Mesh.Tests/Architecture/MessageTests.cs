using System.Reflection;
using Akka.Actor;
using Mesh.Actors;
using Mesh.Persistence.Wire;
using Mesh.Tests.Actors;

namespace Mesh.Tests.Architecture;

/// <summary>Messages between actors are sealed and never change; those that cross the wire are few, small and listed.</summary>
public sealed class MessageTests : MeshTestKit
{
    /// <summary>Names, revisions, digests and numbers: all that members say to each other.</summary>
    private static readonly HashSet<Type> Small = [typeof(string), typeof(long), typeof(int), typeof(bool), typeof(UInt128), typeof(TimeSpan)];

    public static TheoryData<Type> Messages => [.. typeof(MeshActors).Assembly.GetTypes()
        .Where(x => x.DeclaringType?.Name.EndsWith("Messages", StringComparison.Ordinal) == true && !x.IsInterface && !x.Name.StartsWith('<'))];

    public static TheoryData<string> OnTheWire => [.. Manifests.ByName.Keys];

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
    public void A_message_stays_on_its_member_or_is_listed_for_the_wire(Type message)
    {
        var stays = typeof(INoSerializationVerificationNeeded).IsAssignableFrom(message);

        Assert.Equal(!stays, typeof(IWireMessage).IsAssignableFrom(message));
        Assert.Equal(!stays, Manifests.ByName.Values.Contains(message));
    }

    [Theory]
    [MemberData(nameof(OnTheWire))]
    public void What_crosses_the_wire_is_small_and_arrives_as_it_was_sent(string manifest)
    {
        var type = Manifests.ByName[manifest];
        Assert.All(type.GetConstructors()[0].GetParameters(), x => Assert.True(IsSmall(x.ParameterType), $"{x.Name} is a {x.ParameterType}"));
        var message = Sample(type);

        var serializer = Assert.IsType<WireSerializer>(Sys.Serialization.FindSerializerFor(message));
        var arrived = serializer.FromBinary(serializer.ToBinary(message), serializer.Manifest(message));

        Assert.Equal(manifest, serializer.Manifest(message));
        Assert.Equal(message, arrived);
    }

    [Fact]
    public void A_frame_that_claims_another_type_is_refused() =>
        Assert.Throws<System.Runtime.Serialization.SerializationException>(() => new WireSerializer((ExtendedActorSystem)Sys).FromBinary("{}"u8.ToArray(), "System.Diagnostics.Process"));

    /// <summary>A record of small values is small too.</summary>
    private static bool IsSmall(Type type) =>
        Small.Contains(type) || type.IsEnum || (type.IsSealed && type.Namespace!.StartsWith("Mesh.", StringComparison.Ordinal) && type.GetConstructors()[0].GetParameters() is { Length: > 0 } parts && parts.All(x => IsSmall(x.ParameterType)));

    private static object Sample(Type type) => Activator.CreateInstance(type, [.. type.GetConstructors()[0].GetParameters().Select((x, i) => Value(x.ParameterType, i + 40))])!;

    private static object Value(Type type, int number) =>
        type == typeof(string) ? "cart"
        : type == typeof(UInt128) ? UInt128.MaxValue - (UInt128)number
        : type == typeof(TimeSpan) ? TimeSpan.FromSeconds(number)
        : type.IsEnum ? Enum.GetValues(type).GetValue(0)!
        : Small.Contains(type) ? Convert.ChangeType(number, type, null)
        : Sample(type);

    private static bool IsInitOnly(MethodInfo set) =>
        set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(System.Runtime.CompilerServices.IsExternalInit));
}
