using GroupPages.Load.Sites;

namespace GroupPages.Load.Scenarios;

/// <summary>The rooms of the server that was asked for.</summary>
internal static class TargetSite
{
    public static Site Make(Run run, int rooms, int people) => run.Options.Text("target", "app") switch
    {
        "app" => new AppSite(run.Tier.Port, Crowd.Make(run.Tier, run.Database.Postgres, rooms, people)),
        "frames" => new FramesSite(run.Tier.Port),
        "socketio" => new SocketIoSite(run.Tier.Port, isFetching: false),
        "socketio-fetch" => new SocketIoSite(run.Tier.Port, isFetching: true),
        var other => throw new ArgumentException($"No such target: {other}"),
    };
}
