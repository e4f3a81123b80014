using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using GroupPages.Load.Http;
using GroupPages.Load.Loop;
using GroupPages.Load.Sites;
using GroupPages.Load.Streams;

namespace GroupPages.Load.Scenarios;

/// <summary>What one phone does after a scan: join page, its stylesheet, POST, people page, stream.</summary>
internal sealed partial class Scan(Run run)
{
    private static readonly string[] Names = ["Ann", "Tom%C3%A1s", "Grace", "Ji-woo", "Samir", "Ruth", "Mateo", "Ivy", "Noah", "Leila", "Bj%C3%B6rn", "Priya"];

    private string stylesheet = "/";
    private int joined;

    /// <summary>Reads one join page the way a browser does, to know the stylesheet; finds out at once when the pages are not what they were.</summary>
    public async Task LookAsync(CrowdGroup group)
    {
        var connection = run.NewConnection();
        var page = await connection.SendAsync(run.Requests.Get($"/j/{group.Code}"), keepBody: true);
        var html = Text(page);
        connection.Close();
        if (page.Status != 200 || !html.Contains("name=\"firstName\"", StringComparison.Ordinal))
            throw new InvalidOperationException($"The join page is not one: {page.Status} {page.Error} {html}");
        stylesheet = Stylesheet().Match(html).Groups[1].Value;
    }

    /// <summary>Joins, and opens the stream. Null when anything failed; later steps are not tried then.</summary>
    /// <param name="group">Which one's code is on the poster.</param>
    /// <param name="opensChat">The room instead of the people page, from its first message on.</param>
    /// <param name="pause">Seconds after which the stream comes back when the server has let it go.</param>
    public async Task<(Member Member, LiveReceiver Stream, HttpConnection Connection)?> JoinAsync(CrowdGroup group, bool opensChat = false, Func<double>? pause = null)
    {
        var (requests, measures, start) = (run.Requests, run.Measures, EventLoop.Now);
        var number = joined++;
        var connection = run.NewConnection();
        if (!measures.Record("join page", await connection.SendAsync(requests.Get($"/j/{group.Code}")))
            || !measures.Record("stylesheet", await connection.SendAsync(requests.Get(stylesheet))))
            return null;
        // The page's own key would do; ours saves unpacking the page.
        var form = $"firstName={Names[number % Names.Length]}&key=load-{start}-{number}";
        var join = await connection.SendAsync(requests.Post($"/j/{group.Code}", form));
        if (!measures.Record("join", join, wanted: 303) || join.Session is not { } session
            || await connection.SendAsync(requests.Get($"/g/{group.Slug}", session), keepBody: true) is var page && !measures.Record("people page", page))
            return null;
        measures.Record("scan to people page", EventLoop.Milliseconds(EventLoop.Now - start));
        var view = opensChat ? $"c={group.Room}&after=0" : $"g={group.Slug}&at={Mark().Match(Text(page)).Groups[1].Value}";
        var stream = new LiveReceiver(run.Loop, run.Tier.Port, measures, last => requests.Stream(view, session, last), pause: pause);
        stream.Open();
        return (new(0, session), stream, connection);
    }

    public static string Text(in HttpResponse page)
    {
        if (!page.IsBrotli)
            return Encoding.UTF8.GetString(page.Body.Span);
        var plain = new byte[4 << 20];
        return BrotliDecoder.TryDecompress(page.Body.Span, plain, out var length) ? Encoding.UTF8.GetString(plain, 0, length) : "";
    }

    [GeneratedRegex("data-at=\"([^\"]+)\"")]
    private static partial Regex Mark();

    [GeneratedRegex("rel=\"stylesheet\" href=\"([^\"]+)\"")]
    private static partial Regex Stylesheet();
}
