using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace GroupPages.Tests.Support;

/// <summary>
/// Stops a request whose address has <c>hold</c> at the moment its answer begins: after the door, before the stream is
/// known to anybody. So a test can let things happen in a gap that is a few microseconds wide.
/// </summary>
public sealed class HeldStreams : IStartupFilter
{
    private readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Done when the request stands in the gap.</summary>
    public Task Reached => reached.Task.WaitAsync(TimeSpan.FromSeconds(20));

    /// <summary>Lets it go on.</summary>
    public void Release() => released.TrySetResult();

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use((http, rest) =>
        {
            if (http.Request.Query.ContainsKey("hold"))
                http.Response.OnStarting(HoldAsync);
            return rest(http);
        });
        next(app);
    };

    private Task HoldAsync()
    {
        reached.TrySetResult();
        return released.Task;
    }
}
