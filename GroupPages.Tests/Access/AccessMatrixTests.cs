using System.Net;
using GroupPages.Tests.Support;
using GroupPages.Work.Digest;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace GroupPages.Tests.Access;

/// <summary>
/// Who may do what, for every route there is. To whoever may not, a thing does not exist: the answer is the very one
/// that a path without anything behind it gives.
/// </summary>
public sealed class AccessMatrixTests(AccessMatrixTests.Site site) : IClassFixture<AccessMatrixTests.Site>
{
    public sealed class Site(SharedCluster shared) : WatchedSite(shared);

    /// <summary>Statuses for visitor, guest, member, another group's leader, leader, site admin.</summary>
    private static readonly Dictionary<string, string> Matrix = new()
    {
        ["GET /"] = "200 302 302 302 302 302",
        ["POST /"] = "303 303 303 303 303 303",
        ["GET /j/{code}"] = "200 302 302 200 302 200",
        ["POST /j/{code}"] = "303 303 303 303 303 303",
        ["GET /l/{code}"] = "200 200 200 200 200 200",
        ["POST /l/{code}"] = "303 303 303 303 303 303",
        ["GET /logout"] = "302 302 302 302 302 302",
        ["POST /logout"] = "303 303 303 303 303 303",
        ["GET /signup"] = "200 302 302 302 302 302",
        ["POST /signup"] = "303 303 303 303 303 303",
        ["GET /login"] = "200 302 302 302 302 302",
        ["POST /login"] = "303 303 303 303 303 303",
        ["GET /login/link"] = "200 200 200 200 200 200",
        ["POST /login/link"] = "303 303 303 303 303 303",
        ["GET /login/link/{token}"] = "200 200 200 200 200 200",
        ["POST /login/link/{token}"] = "303 303 303 303 303 303",
        ["GET /reset"] = "200 200 200 200 200 200",
        ["POST /reset"] = "303 303 303 303 303 303",
        ["GET /reset/{token}"] = "200 200 200 200 200 200",
        ["POST /reset/{token}"] = "303 303 303 303 303 303",
        ["GET /confirm/{token}"] = "200 200 200 200 200 200",
        ["POST /confirm/{token}"] = "303 303 303 303 303 303",
        ["GET /me/sign-in"] = "302 200 200 200 200 200",
        ["POST /me/sign-in"] = "404 303 303 303 303 303",
        ["GET /me/devices"] = "302 200 200 200 200 200",
        ["POST /me/devices"] = "404 303 303 303 303 303",
        ["GET /me"] = "302 200 200 200 200 200",
        ["POST /me"] = "404 303 303 303 303 303",
        ["GET /me/photo"] = "302 200 200 200 200 200",
        ["POST /me/photo"] = "404 303 303 303 303 303",
        ["GET /g/{slug}"] = "200 200 200 200 200 200",
        ["GET /g/{slug}/people/{id:long}"] = "404 404 200 404 200 200",
        ["POST /g/{slug}/people/{id:long}"] = "404 404 303 404 303 303",
        ["GET /g/{slug}/people/{id:long}/met"] = "302 302 302 302 302 302",
        ["POST /g/{slug}/people/{id:long}/met"] = "404 404 303 404 303 303",
        ["GET /g/{slug}/quiz"] = "404 404 200 404 200 200",
        ["POST /g/{slug}/quiz"] = "404 404 303 404 303 303",
        ["GET /g/{slug}/chat"] = "404 404 200 404 200 200",
        ["POST /g/{slug}/chat"] = "404 404 303 404 303 303",
        ["GET /g/{slug}/people/{id:long}/block"] = "302 302 302 302 302 302",
        ["POST /g/{slug}/people/{id:long}/block"] = "404 404 303 404 303 404",
        // What each change asks for besides: ChangeMatrixTests.
        ["GET /chat/{conversationId:long}/{seq:long}/{handler:regex(^(edit|delete|hide|unhide|react)$)?}"] = "404 404 200 404 200 200",
        ["POST /chat/{conversationId:long}/{seq:long}/{handler:regex(^(edit|delete|hide|unhide|react)$)?}"] = "404 404 303 404 303 303",
        ["GET /chat"] = "404 200 200 200 200 200",
        ["POST /chat"] = "404 303 303 303 303 303",
        ["GET /chat/new"] = "404 200 200 200 200 200",
        ["POST /chat/new"] = "404 422 303 422 303 422",
        ["GET /chat/{id:long}"] = "404 404 302 404 302 302",
        ["POST /chat/{id:long}"] = "404 404 303 404 303 303",
        ["GET /chat/{id:long}/people"] = "404 404 200 404 200 200",
        ["GET /g/{slug}/code"] = "404 404 200 404 200 200",
        ["GET /g/{slug}/admin/members"] = "404 404 404 404 200 200",
        ["POST /g/{slug}/admin/members"] = "404 404 404 404 303 303",
        ["GET /g/{slug}/admin/members/{id:long}"] = "404 404 404 404 200 200",
        ["POST /g/{slug}/admin/members/{id:long}"] = "404 404 404 404 303 303",
        ["GET /g/{slug}/admin/members/codes"] = "404 404 404 404 302 302",
        ["POST /g/{slug}/admin/members/codes"] = "404 404 404 404 200 200",
        ["GET /g/{slug}/admin/import"] = "404 404 404 404 200 200",
        ["POST /g/{slug}/admin/import"] = "404 404 404 404 303 303",
        // Somebody else's file, which is nobody's: ImportTests has the owner's.
        ["GET /g/{slug}/admin/import/{id:long}"] = "404 404 404 404 404 404",
        ["POST /g/{slug}/admin/import/{id:long}"] = "404 404 404 404 404 404",
        ["GET /g/{slug}/admin/import/{id:long}/report.csv"] = "404 404 404 404 404 404",
        ["GET /g/{slug}/admin/log"] = "404 404 404 404 200 200",
        ["GET /g/{slug}/admin/export.csv"] = "404 404 404 404 200 200",
        ["GET /admin"] = "404 404 404 404 404 200",
        ["GET /admin/log"] = "404 404 404 404 404 200",
        ["GET /admin/users"] = "404 404 404 404 404 200",
        ["GET /admin/users/create"] = "404 404 404 404 404 200",
        ["POST /admin/users/create"] = "404 404 404 404 404 303",
        ["GET /admin/users/{id:long}/edit"] = "404 404 404 404 404 200",
        ["POST /admin/users/{id:long}/edit"] = "404 404 404 404 404 303",
        ["GET /admin/groups"] = "404 404 404 404 404 200",
        ["GET /admin/groups/create"] = "404 404 404 404 404 200",
        ["POST /admin/groups/create"] = "404 404 404 404 404 303",
        ["GET /admin/groups/{slug}/edit"] = "404 404 404 404 404 200",
        ["POST /admin/groups/{slug}/edit"] = "404 404 404 404 404 303",
        ["GET /admin/groups/{slug}/edit/members"] = "404 404 404 404 404 200",
        ["POST /admin/groups/{slug}/edit/members"] = "404 404 404 404 404 303",
        ["GET /g/{slug}/admin/reports"] = "404 404 404 404 200 200",
        ["POST /g/{slug}/admin/reports"] = "404 404 404 404 303 303",
        ["GET /g/{slug}/admin/logo"] = "404 404 404 404 200 200",
        ["POST /g/{slug}/admin/logo"] = "404 404 404 404 303 303",
        ["GET /g/{slug}/admin/chat"] = "404 404 404 404 200 200",
        ["POST /g/{slug}/admin/chat"] = "404 404 404 404 303 303",
        ["GET /chat/search"] = "404 404 200 404 200 200",
        ["GET /chat/{conversationId:long}/mute"] = "404 404 200 404 200 404",
        ["POST /chat/{conversationId:long}/mute"] = "404 404 303 404 303 404",
        ["GET /chat/{conversationId:long}/{seq:long}/report"] = "404 404 200 404 200 200",
        ["POST /chat/{conversationId:long}/{seq:long}/report"] = "404 404 303 404 303 303",
        ["GET /me/blocks"] = "302 200 200 200 200 200",
        ["POST /me/blocks"] = "404 404 303 404 303 404",
        ["GET /me/groups"] = "302 200 200 200 200 200",
        ["POST /me/groups"] = "404 303 303 404 409 404",
        ["GET /me/users"] = "302 200 200 200 200 200",
        ["GET /me/users/create"] = "302 200 200 200 200 200",
        ["POST /me/users/create"] = "404 303 303 303 303 303",
        // Of somebody whom the leader looks after.
        ["GET /me/users/{id:long}/edit"] = "404 404 404 404 200 404",
        ["POST /me/users/{id:long}/edit"] = "404 404 404 404 303 404",
        ["GET /me/users/{id:long}/photo"] = "404 404 404 404 200 404",
        ["POST /me/users/{id:long}/photo"] = "404 404 404 404 303 404",
        ["GET /me/users/{id:long}/share"] = "404 404 404 404 200 404",
        ["POST /me/users/{id:long}/share"] = "404 404 404 404 303 404",
        ["GET /me/export"] = "302 200 200 200 200 200",
        ["GET /me/delete"] = "302 200 200 200 200 200",
        ["GET /me/deleted"] = "302 302 302 302 302 302",
        ["POST /me/delete"] = "404 303 303 409 409 303",
        ["GET /me/notices"] = "302 302 302 302 302 302",
        ["POST /me/notices"] = "404 404 404 404 404 404",
        ["GET /g/{slug}/admin/codes"] = "404 404 404 404 200 200",
        ["POST /g/{slug}/admin/codes"] = "404 404 404 404 303 303",
        ["GET /g/{slug}/admin/codes/{id:long}"] = "404 404 404 404 200 200",
        ["POST /g/{slug}/admin/codes/{id:long}"] = "404 404 404 404 303 303",
        ["GET /g/{slug}/admin/codes/{id:long}/poster"] = "404 404 404 404 200 200",
        ["GET /g/{slug}/admin/codes/{id:long}/undo"] = "404 404 404 404 200 200",
        ["POST /g/{slug}/admin/codes/{id:long}/undo"] = "404 404 404 404 303 303",
        ["GET /g/{slug}/admin"] = "404 404 404 404 200 200",
        ["POST /g/{slug}/admin"] = "404 404 404 404 303 303",
        ["GET /g/{slug}/admin/members/{id:long}/code"] = "404 404 404 404 200 200",
        ["POST /g/{slug}/admin/members/{id:long}/code"] = "404 404 404 404 200 200",
        ["GET /me/code"] = "302 200 200 200 200 200",
        ["POST /me/code"] = "404 200 200 200 200 200",
        ["GET /g/{slug}/before"] = "404 200 200 404 404 404",
        ["POST /g/{slug}/before"] = "404 303 303 404 404 404",
        ["GET /g/{slug}/admin/requests/{id:long}"] = "302 302 302 302 302 302",
        ["POST /g/{slug}/admin/requests/{id:long}"] = "404 404 404 404 303 303",
        ["GET /g/{slug}/admin/requests"] = "404 404 404 404 200 200",
        ["POST /g/{slug}/admin/requests"] = "404 404 404 404 303 303",
        ["GET /admin/ops"] = "404 404 404 404 404 200",
        ["GET /admin/ops/jobs"] = "404 404 404 404 404 200",
        ["POST /admin/ops/jobs"] = "404 404 404 404 404 303",
        ["GET /me/notifications"] = "302 200 200 200 200 200",
        ["POST /me/notifications"] = "404 303 303 303 303 303",
        ["GET /open/{conversationId:long}/{seq:long}"] = "302 404 302 404 302 302",
        // Whoever has the link: it says whose mails it ends.
        ["GET /unsubscribe/{token}"] = "200 200 200 200 200 200",
        ["POST /unsubscribe/{token}"] = "200 200 200 200 200 200",
        ["GET /icons/{name}.png"] = "404 404 404 404 404 404",
        ["GET /live"] = "404 404 200 404 200 200",
        // Of a key that is none: whoever has a real one was shown it (Media/PhotoPageTests).
        ["GET /photos/{key}/{size}"] = "404 404 404 404 404 404",
        ["GET /healthz"] = "200 200 200 200 200 200",
        // Not who asks counts there, but from where: MetricsTests.
        ["GET /metrics"] = "200 200 200 200 200 200",
        ["GET /readyz"] = "200 200 200 200 200 200",
    };

    // Only the card differs: of a hidden group, strangers see not even that.
    private static readonly Dictionary<string, string> HiddenMatrix = new(Matrix) { ["GET /g/{slug}"] = "404 200 200 404 200 200" };

    public static TheoryData<string> Rows { get; } = new(Matrix.Keys);

    [Fact]
    public async Task Every_route_has_its_row() =>
        Assert.Equal((await AppRoutes.OfAsync(site)).Select(route => route.ToString()).Order(), Matrix.Keys.Order());

    [Theory]
    [MemberData(nameof(Rows))]
    public Task An_unlisted_group_answers_as_its_row_says(string row) => CheckAsync(row, isHidden: false, Matrix[row]);

    [Theory]
    [MemberData(nameof(Rows))]
    public Task A_hidden_group_answers_as_its_row_says(string row) => CheckAsync(row, isHidden: true, HiddenMatrix[row]);

    private async Task CheckAsync(string row, bool isHidden, string expected)
    {
        var (group, phones) = await MakeAsync(isHidden);
        var (method, template) = (row.Split(' ')[0], row.Split(' ')[1]);
        List<string> statuses = [];
        (string Path, (string, string)[] Fields)? asked = null;
        foreach (var phone in phones)
        {
            // Whoever only looked, or was refused, has changed nothing: the next one asks the very same.
            var (path, fields) = asked ??= await RequestAsync(group, template);
            using var answer = await SendAsync(phone, method, path, fields);
            statuses.Add($"{(int)answer.StatusCode}");
            if (answer.StatusCode != HttpStatusCode.NotFound)
            {
                asked = method == "GET" ? asked : null;
                continue;
            }
            using var nothing = await SendAsync(phone, method, Nothing(method, template), fields);
            Assert.Equal(await Answers.BytesAsync(nothing), await Answers.BytesAsync(answer));
        }
        Assert.Equal(expected, string.Join(' ', statuses));
    }

    // Streams are not compressed, so no answer under /live says Vary: Accept-Encoding, whatever is asked for.
    private static string Nothing(string method, string template) =>
        template == "/live" ? "/live?c=999999999" : method == "GET" ? "/there-is-no-such-page" : "/g/there-is-no-such-group/chat";

    /// <summary>A group and a phone for each column.</summary>
    private async Task<(TestGroup Group, Phone[] Phones)> MakeAsync(bool isHidden)
    {
        var group = await site.NewGroupAsync(isHidden);
        var other = await site.NewGroupAsync();
        return (group, [
            site.NewPhone(), await site.PhoneOfAsync(await group.AddAsync("Gus", role: 1)), await site.PhoneOfAsync(await group.AddAsync("Mia")),
            other.Leader, group.Leader, await site.PhoneOfAsync(await site.NewUserAsync("Ada", isSiteAdmin: true)),
        ]);
    }

    private async Task<(string Path, (string, string)[] Fields)> RequestAsync(TestGroup group, string template)
    {
        // Someone to do it to, apart from who does it: nobody may be met by themselves, and whoever is removed is gone.
        var target = await group.AddAsync("Tom");
        using var watcher = await site.PhoneOfAsync(await site.NewUserAsync("Watcher", isSiteAdmin: true));
        await Eventually.TrueAsync(async () => await watcher.StatusAsync($"{group.Path}/people/{target}") == HttpStatusCode.OK,
            TimeSpan.FromSeconds(5), "the program must know the newcomer");
        return template switch
        {
            "/" => ("/", [("code", group.Code)]),
            "/j/{code}" => ($"/j/{group.Code}", [("firstName", "Ruth")]),
            "/l/{code}" => ($"/l/{await site.NewLoginCodeAsync(target)}", []),
            "/signup" => ("/signup", [("firstName", "Ruth"), ("email", "ruth@example.org"), ("password", AccountRows.Password)]),
            "/login" => ("/login", [("email", await site.NewLoginAsync(target)), ("password", AccountRows.Password)]),
            "/login/link" or "/reset" => (template, [("email", "ruth@example.org")]),
            "/login/link/{token}" or "/reset/{token}" or "/confirm/{token}" =>
                (template.Replace("{token}", await site.NewMailLinkAsync(target, AccountRows.KindOf(template)), StringComparison.Ordinal),
                    [("password", AccountRows.Password)]),
            "/me/sign-in" => ("/me/sign-in?handler=Mail", []),
            "/me/devices" => ("/me/devices?handler=Others", []),
            "/me/photo" => ("/me/photo", [("remove", "on")]),
            "/me" => ("/me", [("firstName", "Neu"), ("lastName", "")]),
            "/g/{slug}/admin/members" => ($"{group.Path}/admin/members?handler=Remove", [("member", $"{target}")]),
            "/g/{slug}/admin/members/codes" => ($"{group.Path}/admin/members/codes", [("member", $"{target}")]),
            "/g/{slug}/admin/import" => ($"{group.Path}/admin/import", [("text", "Ann,Moore")]),
            "/g/{slug}/admin/import/{id:long}" => ($"{group.Path}/admin/import/999?handler=Confirm", []),
            "/g/{slug}/admin/members/{id:long}" => ($"{group.Path}/admin/members/{target}?handler=Role", [("role", "leader")]),
            "/g/{slug}/admin/reports" => ($"{group.Path}/admin/reports", [("report", $"{await group.NewReportAsync(await group.NewMessageAsync(target, "Bad"), target)}"), ("action", "nothing")]),
            "/g/{slug}/admin/logo" => ($"{group.Path}/admin/logo", [("remove", "on")]),
            "/g/{slug}/admin/chat" => ($"{group.Path}/admin/chat", [("writers", "leaders"), ("pause", "0")]),
            "/chat/search" => ($"/chat/search?q=hello&c={group.Room}", []),
            "/chat/{conversationId:long}/mute" => ($"/chat/{group.Room}/mute", [("level", "nothing")]),
            "/chat/{conversationId:long}/{seq:long}/report" => ($"/chat/{group.Room}/{await group.NewMessageAsync(target, "Bad")}/report", [("reason", "spam")]),
            "/me/blocks" => ("/me/blocks", [("user", $"{target}")]),
            "/me/groups" => ("/me/groups", [("group", group.Slug)]),
            "/me/users/create" => ("/me/users/create", [("firstName", "Tim"), ("groups", $"{group.Id}")]),
            "/me/users/{id:long}/edit" => ($"/me/users/{await group.NewManagedAsync("Tim", group.Leader.UserId)}/edit", [("firstName", "Timo")]),
            "/me/users/{id:long}/photo" => ($"/me/users/{await group.NewManagedAsync("Tim", group.Leader.UserId)}/photo", [("remove", "on")]),
            "/me/users/{id:long}/share" => ($"/me/users/{await group.NewManagedAsync("Tim", group.Leader.UserId)}/share", [("person", $"{target}")]),
            "/me/notices" => ("/me/notices", [("notice", $"{await group.NewNoticeAsync(target, "A word")}")]),
            "/g/{slug}/admin/requests" => ($"{group.Path}/admin/requests?handler=Approve", [("who", $"{target}")]),
            _ when template.StartsWith("/g/{slug}/admin/codes/{id", StringComparison.Ordinal) =>
                (template.Replace("{slug}", group.Slug, StringComparison.Ordinal).Replace("{id:long}", $"{await group.CodeIdAsync(group.Code)}", StringComparison.Ordinal),
                    [("Form.Label", "Tonight"), ("since", "2999-01-01T00:00Z")]),
            "/g/{slug}/admin" => ($"{group.Path}/admin", [("Form.Name", "Renamed"), ("Form.Slug", group.Slug), ("Form.Type", "1"),
                ("Form.Visibility", await site.SqlAsync<string>("SELECT visibility FROM groups WHERE id = $1", group.Id)),
                ("Form.Version", await site.SqlAsync<string>("SELECT xmin::text FROM groups WHERE id = $1", group.Id))]),
            "/g/{slug}/admin/requests/{id:long}" => ($"{group.Path}/admin/requests/{await group.NewReclaimAsync(target)}?handler=Refuse", []),
            _ when template.StartsWith("/chat/{conversationId", StringComparison.Ordinal) =>
                ($"/chat/{group.Room}/{await site.WriteAsync(group.Room, target, "Hello")}/react", [("emoji", "👍")]),
            "/admin/ops/jobs" => (template, [("job", $"{await site.NewJobAsync("of-another-version")}"), ("action", "drop")]),
            "/me/notifications" => (template, [("digest", "on"), ("zone", "Europe/Vienna")]),
            "/open/{conversationId:long}/{seq:long}" => ($"/open/{group.Room}/1", []),
            "/unsubscribe/{token}" => ($"/unsubscribe/{await site.App.Services.GetRequiredService<UnsubscribeLinks>().OfAsync(new(target), CancellationToken.None)}", []),
            "/admin/users/create" => (template, [("firstName", "Zoe"), ("contactVisibleTo", "group")]),
            "/admin/users/{id:long}/edit" => ($"/admin/users/{target}/edit?handler=Delete", []),
            "/admin/groups/create" => (template, [("name", $"Made {target}")]),
            "/admin/groups/{slug}/edit" => ($"/admin/groups/{group.Slug}/edit?handler=Delete", []),
            "/admin/groups/{slug}/edit/members" => ($"/admin/groups/{group.Slug}/edit/members?handler=Remove", [("member", $"{target}")]),
            "/chat" => ("/chat?handler=Read", []),
            "/chat/new" => ("/chat/new", [("people", $"{target}")]),
            "/chat/{id:long}" => ($"/chat/{group.Room}", [("text", "Hello")]),
            "/chat/{id:long}/people" => ($"/chat/{group.Room}/people?q=t", []),
            "/live" => ($"/live?c={group.Room}&g={group.Slug}", []),
            _ => (template.Replace("{slug}", group.Slug, StringComparison.Ordinal).Replace("{id:long}", $"{target}", StringComparison.Ordinal),
                [("text", "Hello"), ("met", "on")]),
        };
    }

    private static async Task<HttpResponseMessage> SendAsync(Phone phone, string method, string path, (string Name, string Value)[] fields)
    {
        using var request = new HttpRequestMessage(new(method), path);
        if (method == "POST")
            request.Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        return await phone.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }
}
