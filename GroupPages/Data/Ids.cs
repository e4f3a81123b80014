using System.Globalization;

namespace GroupPages.Data;

/// <summary>A row of <c>users</c>.</summary>
public readonly record struct UserId(long Value)
{
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A row of <c>groups</c>.</summary>
public readonly record struct GroupId(long Value)
{
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A row of <c>conversations</c>.</summary>
public readonly record struct ConversationId(long Value)
{
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A row of <c>join_codes</c>.</summary>
public readonly record struct JoinCodeId(long Value)
{
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A row of <c>sessions</c>.</summary>
public readonly record struct SessionId(long Value)
{
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
