using Akka.Actor;
using Akka.Event;
using Mesh.Core.Values;

namespace Mesh.Actors.Members;

/// <summary>What members ask of each other so that any of them can answer for all.</summary>
public static class MemberMessages
{
    /// <summary>Answered with one <see cref="PagePart"/> or several, or with <see cref="PageFailed"/>.</summary>
    /// <param name="Argument">What the page is about; empty for a page that is about nothing in particular.</param>
    public sealed record GetPage(string Page, string Argument) : IWireMessage;

    /// <param name="Member">HOST:PORT of who answers.</param>
    /// <param name="Data">A piece of the page: its UTF-8 text, compressed as a whole, then cut.</param>
    /// <param name="Count">Pieces of the page, at least 1.</param>
    public sealed record PagePart(string Member, int Index, int Count, string Data) : IWireMessage;

    public sealed record PageFailed(string Member, string Reason) : IWireMessage;

    /// <summary>What one member answered.</summary>
    /// <param name="Text">null when it did not answer, or could not.</param>
    /// <param name="Failure">Why there is no text.</param>
    public sealed record MemberAnswer(string Member, string? Text, string? Failure) : INoSerializationVerificationNeeded;

    /// <summary>An answer for each member that was asked, in the order of asking.</summary>
    public sealed record MemberAnswers(ValueList<MemberAnswer> All) : INoSerializationVerificationNeeded;
}
