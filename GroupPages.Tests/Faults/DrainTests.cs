using System.Diagnostics;
using System.Net;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Faults;

/// <summary>A process that is told to stop serves on until everybody has gone elsewhere.</summary>
public sealed class DrainTests(DrainTests.Site site) : IClassFixture<DrainTests.Site>
{
    private static readonly Dictionary<string, string> OneSecond = new() { ["GroupPages:DrainSeconds"] = "1" };

    public sealed class Site(SharedCluster shared) : TestSite(shared)
    {
        public Task<AppInProcess> StartDrainingAsync() => AppInProcess.StartAsync(Cluster, Database, settings: OneSecond);
    }

    [Fact]
    public async Task It_says_so_serves_on_closes_what_is_used_and_ends_its_streams_without_a_fault()
    {
        var group = await site.NewGroupAsync();
        var leaving = await site.StartDrainingAsync();
        using var phone = new Phone(leaving.Address);
        await phone.SignInAsync(site, group.Leader.UserId);
        await using var stream = await phone.StreamAsync(group.ChatStream());
        Assert.Equal(HttpStatusCode.OK, await phone.StatusAsync("/readyz"));

        var began = Stopwatch.GetTimestamp();
        var end = leaving.DisposeAsync().AsTask();
        await Eventually.TrueAsync(async () => await phone.StatusAsync("/readyz") == HttpStatusCode.ServiceUnavailable,
            TimeSpan.FromSeconds(1), "it must say that it is about to stop");
        using (var page = await phone.GetAsync($"{group.Path}/chat"))
        {
            Assert.Equal(HttpStatusCode.OK, page.StatusCode);
            Assert.True(page.Headers.ConnectionClose);
        }
        await phone.SayAsync(group, "one last word");
        Assert.Equal("one last word", (await LiveMessage.TakeAsync(stream, 1))[0].Text);
        Assert.Null(await stream.NextAsync(TimeSpan.FromSeconds(5)));
        Assert.Null(stream.Fault);
        await end;
        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task What_is_under_way_when_it_stops_is_finished()
    {
        var group = await site.NewGroupAsync();
        var leaving = await site.StartDrainingAsync();
        using var phone = new Phone(leaving.Address);
        await phone.SignInAsync(site, group.Leader.UserId);
        var gate = new TaskCompletionSource();
        using var slow = new HttpRequestMessage(HttpMethod.Post, $"{group.Path}/chat") { Content = new SlowForm("text=slow+but+sure", gate.Task) };
        slow.Headers.Add("HX-Request", "true");
        var answer = phone.Http.SendAsync(slow);
        var end = leaving.DisposeAsync().AsTask();
        await Eventually.TrueAsync(IsClosedAsync, TimeSpan.FromSeconds(10), "nobody new must be let in at the end");
        gate.SetResult();
        using var said = await answer;
        Assert.Equal(HttpStatusCode.NoContent, said.StatusCode);
        await end;

        async Task<bool> IsClosedAsync()
        {
            try
            {
                using var fresh = new Phone(leaving.Address);
                await fresh.StatusAsync("/healthz");
                return false;
            }
            catch (HttpRequestException)
            {
                return true;
            }
        }
    }

    // Half of a form at once, the rest when told.
    private sealed class SlowForm : HttpContent
    {
        private readonly byte[] bytes;
        private readonly Task rest;

        public SlowForm(string form, Task rest)
        {
            (bytes, this.rest) = (System.Text.Encoding.ASCII.GetBytes(form), rest);
            Headers.ContentType = new("application/x-www-form-urlencoded");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(bytes.AsMemory(0, 6));
            await stream.FlushAsync();
            await rest;
            await stream.WriteAsync(bytes.AsMemory(6));
        }

        protected override bool TryComputeLength(out long length)
        {
            length = bytes.Length;
            return true;
        }
    }
}
