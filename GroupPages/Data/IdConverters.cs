using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace GroupPages.Data;

internal sealed class UserIdConverter() : ValueConverter<UserId, long>(id => id.Value, value => new(value));

internal sealed class GroupIdConverter() : ValueConverter<GroupId, long>(id => id.Value, value => new(value));

internal sealed class ConversationIdConverter() : ValueConverter<ConversationId, long>(id => id.Value, value => new(value));

internal sealed class JoinCodeIdConverter() : ValueConverter<JoinCodeId, long>(id => id.Value, value => new(value));

internal sealed class SessionIdConverter() : ValueConverter<SessionId, long>(id => id.Value, value => new(value));
