using GroupPages.Data;

namespace GroupPages.Live;

/// <summary>What a stream shows, after the door.</summary>
/// <param name="Conversation">The open conversation.</param>
/// <param name="People">The group whose people page is open.</param>
/// <param name="Groups">The groups these hang on: access to each is checked again when it changed.</param>
internal sealed record LiveView(ConversationId? Conversation, GroupId? People, IReadOnlyList<GroupId> Groups);
