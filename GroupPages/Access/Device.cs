namespace GroupPages.Access;

/// <summary>What a session remembers of the phone: enough for its owner to know it again under "my devices".</summary>
public static class Device
{
    /// <summary>The browser's own words, without what cannot be shown, at most 200 characters.</summary>
    public static string Of(HttpRequest request)
    {
        var agent = string.Concat(request.Headers.UserAgent.ToString().Where(c => !char.IsControl(c) && !char.IsSurrogate(c)));
        return agent.Length <= 200 ? agent : agent[..200];
    }
}
