using System.Net;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Access;

/// <summary>
/// Who may do what with each named handler of each page, found by reflection: the routes themselves stand in
/// AccessMatrixTests. Refused is always the very answer of a path without anything behind it.
/// </summary>
public sealed class HandlerMatrixTests(HandlerMatrixTests.Site site) : IClassFixture<HandlerMatrixTests.Site>
{
    public sealed class Site(SharedCluster shared) : WatchedSite(shared);

    private const string Leaders = "404 404 404 404 303 303";

    // What is one leader's alone, such as a conversation or a file on its way in: not even the site admin's.
    private const string Own = "404 404 404 404 303 404";

    private const string SignedIn = "404 303 303 303 303 303";

    private const string Desk = "404 404 404 404 404 303";

    // A form without what it asks for, sent by somebody who may send it.
    private const string Empty = "404 422 422 422 422 422";

    private const string Nobody = "404 404 404 404 404 404";

    /// <summary>Statuses for visitor, guest, member, another group's leader, leader, site admin.</summary>
    private static readonly Dictionary<string, string> Matrix = new()
    {
        ["GET /g/{slug}?handler=Waiting"] = "205 204 205 205 205 205",
        ["GET /admin/ops?handler=Live"] = "404 404 404 404 404 200",
        ["GET /g/{slug}/before?handler=Waiting"] = "205 205 205 205 205 205",
        // Only whom the question is asked can answer it.
        ["POST /g/{slug}/before?handler=New"] = "404 303 303 404 404 404",
        ["POST /g/{slug}/admin/members?handler=Remove"] = Leaders,
        ["POST /g/{slug}/admin/members?handler=Role"] = Leaders,
        ["POST /g/{slug}/admin/members?handler=Approve"] = Leaders,
        ["POST /g/{slug}/admin/members?handler=Lift"] = Leaders,
        ["POST /g/{slug}/admin/members?handler=Add"] = Leaders,
        ["POST /g/{slug}/admin/members/{id:long}?handler=Role"] = Leaders,
        ["POST /g/{slug}/admin/members/{id:long}?handler=Remove"] = Leaders,
        ["POST /g/{slug}/admin/members/{id:long}?handler=Ban"] = Leaders,
        ["POST /g/{slug}/admin/codes/{id:long}?handler=Revoke"] = Leaders,
        ["POST /g/{slug}/admin/codes/{id:long}?handler=Revive"] = Leaders,
        ["POST /g/{slug}/admin/codes/{id:long}/undo?handler=Back"] = Leaders,
        ["POST /g/{slug}/admin/requests/{id:long}?handler=Grant"] = Leaders,
        ["POST /g/{slug}/admin/requests/{id:long}?handler=Refuse"] = Leaders,
        ["POST /g/{slug}/admin/requests/{id:long}?handler=TakeBack"] = Leaders,
        ["POST /g/{slug}/admin/requests?handler=Approve"] = Leaders,
        ["POST /g/{slug}/admin/requests?handler=Refuse"] = Leaders,
        ["POST /g/{slug}/admin/import/{id:long}?handler=Columns"] = Own,
        ["POST /g/{slug}/admin/import/{id:long}?handler=Confirm"] = Own,
        ["POST /g/{slug}/admin/import/{id:long}?handler=Cancel"] = Own,
        ["POST /me/users/{id:long}/edit?handler=Stop"] = Own,
        ["POST /me/users/{id:long}/edit?handler=Remove"] = Own,
        ["POST /me/users/{id:long}/edit?handler=Restore"] = Own,
        ["POST /admin/users/{id:long}/edit?handler=Delete"] = Desk,
        ["POST /admin/users/{id:long}/edit?handler=Restore"] = Desk,
        ["POST /admin/users/{id:long}/edit?handler=Erase"] = Desk,
        ["POST /admin/users/{id:long}/edit?handler=Appoint"] = Desk,
        ["POST /admin/users/{id:long}/edit?handler=Dismiss"] = Desk,
        ["POST /admin/users/{id:long}/edit?handler=End"] = Desk,
        ["POST /admin/users/{id:long}/edit?handler=EndAll"] = Desk,
        ["POST /admin/users/{id:long}/edit?handler=Code"] = "404 404 404 404 404 200",
        ["POST /admin/groups/{slug}/edit?handler=Delete"] = Desk,
        ["POST /admin/groups/{slug}/edit?handler=Restore"] = Desk,
        ["POST /admin/groups/{slug}/edit?handler=Erase"] = Desk,
        ["POST /admin/groups/{slug}/edit/members?handler=Add"] = Desk,
        ["POST /admin/groups/{slug}/edit/members?handler=Role"] = Desk,
        ["POST /admin/groups/{slug}/edit/members?handler=Remove"] = Desk,
        ["POST /admin/ops/jobs?handler=Mail"] = Desk,
        ["POST /me/notifications?handler=Device"] = "404 422 422 422 422 422",
        ["POST /me/notifications?handler=Silence"] = SignedIn,
        // Nothing is switched on there.
        ["POST /me/notifications?handler=Try"] = "404 409 409 409 409 409",
        ["POST /me?handler=Check"] = "404 200 200 200 200 200",
        ["POST /me?handler=Steps"] = SignedIn,
        // Another's session: only one's own can be ended.
        ["POST /me/devices?handler=End"] = Nobody,
        ["POST /me/devices?handler=Others"] = SignedIn,
        ["POST /me/sign-in?handler=Email"] = Empty,
        ["POST /me/sign-in?handler=Password"] = Empty,
        ["POST /me/sign-in?handler=Remove"] = SignedIn,
        // There is none to remove, and a site admin keeps theirs.
        ["POST /me/sign-in?handler=RemoveEmail"] = "404 409 409 409 409 422",
        ["POST /me/sign-in?handler=Mail"] = SignedIn,
        ["POST /chat?handler=Read"] = SignedIn,
        ["POST /chat/new?handler=Find"] = "404 200 200 200 200 200",
        ["POST /chat/{id:long}?handler=Leave"] = Own,
        ["POST /chat/{id:long}?handler=Rename"] = Own,
    };

    public static TheoryData<string> Rows { get; } = new(Matrix.Keys);

    [Fact]
    public async Task Every_handler_has_its_row() =>
        Assert.Equal((await AppRoutes.HandlersOfAsync(site)).Order(), Matrix.Keys.Order());

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task A_handler_answers_as_its_row_says(string row)
    {
        TestGroup group = await site.NewGroupAsync(), other = await site.NewGroupAsync();
        Phone[] phones =
        [
            site.NewPhone(), await site.PhoneOfAsync(await group.AddAsync("Gus", role: 1)), await site.PhoneOfAsync(await group.AddAsync("Mia")),
            other.Leader, group.Leader, await site.PhoneOfAsync(await site.NewUserAsync("Ada", isSiteAdmin: true)),
        ];
        var method = row.Split(' ')[0];
        List<string> statuses = [];
        (string Path, (string, string)[] Fields)? asked = null;
        foreach (var phone in phones)
        {
            // Whoever was refused has changed nothing: the next one asks the very same.
            var (path, fields) = asked ??= await RequestAsync(group, row.Split(' ')[1]);
            using var answer = await SendAsync(phone, method, path, fields);
            statuses.Add($"{(int)answer.StatusCode}");
            if (answer.StatusCode != HttpStatusCode.NotFound)
            {
                asked = null;
                continue;
            }
            using var nothing = await SendAsync(phone, method, "/g/there-is-no-such-group/chat", fields);
            Assert.Equal(await Answers.BytesAsync(nothing), await Answers.BytesAsync(answer));
        }
        Assert.Equal(Matrix[row], string.Join(' ', statuses));
    }

    private Task<long> LostMailAsync() => site.SqlAsync<long>("""
        INSERT INTO mails (kind, email, attempts, gave_up_at) VALUES ('sign-in', 'nobody@example.org', 30, now()) RETURNING id
        """);

    /// <summary>What the handler asks for, done to somebody else each time.</summary>
    private async Task<(string Path, (string, string)[] Fields)> RequestAsync(TestGroup group, string template)
    {
        var target = await group.AddAsync("Tom");
        var guest = await group.AddAsync("Gil", role: 1);
        using var watcher = await site.PhoneOfAsync(await site.NewUserAsync("Watcher", isSiteAdmin: true));
        await Eventually.TrueAsync(async () => await watcher.StatusAsync($"{group.Path}/admin/members/{guest}") == HttpStatusCode.OK,
            TimeSpan.FromSeconds(5), "the program must know the newcomers");
        var (page, handler) = (template.Split('?')[0], template.Split('?')[1]);
        return page switch
        {
            "/g/{slug}/admin/members" or "/g/{slug}/admin/members/{id:long}" or "/g/{slug}/admin/requests" => await MemberAsync(group, page, handler, target, guest),
            "/g/{slug}/admin/codes/{id:long}" => ($"{group.Path}/admin/codes/{await group.CodeIdAsync(await group.NewCodeAsync(isRevoked: handler == "handler=Revive"))}?{handler}", []),
            "/g/{slug}/admin/codes/{id:long}/undo" => ($"{group.Path}/admin/codes/{await group.CodeIdAsync(group.Code)}/undo?{handler}", [("undo", "999")]),
            "/g/{slug}/admin/requests/{id:long}" => await ReclaimAsync(group, handler, guest, target),
            "/g/{slug}/admin/import/{id:long}" => await ImportAsync(group, handler),
            "/me/users/{id:long}/edit" => ($"/me/users/{await ManagedAsync(group, target, handler)}/edit?{handler}", []),
            "/admin/users/{id:long}/edit" => await UserAsync(handler, target),
            "/admin/groups/{slug}/edit" => await GroupAsync(group, handler),
            "/admin/groups/{slug}/edit/members" => ($"/admin/groups/{group.Slug}/edit/members?{handler}",
                [("member", $"{(handler == "handler=Add" ? await site.NewUserAsync("New") : target)}"), ("role", "leader")]),
            "/admin/ops/jobs" => ($"{page}?{handler}", [("mail", $"{await LostMailAsync()}")]),
            "/me/devices" => ($"{page}?{handler}", [("session", $"{await SessionAsync(target)}")]),
            "/chat/{id:long}" => ($"/chat/{await group.Leader.StartAsync([target, await group.AddAsync("Third")])}?{handler}", [("name", "Other")]),
            _ => (template.Replace("{slug}", group.Slug, StringComparison.Ordinal).Replace("{id:long}", $"{target}", StringComparison.Ordinal),
                [("q", "T"), ("field", "firstName"), ("firstName", "Tom")]),
        };
    }

    private async Task<(string, (string, string)[])> MemberAsync(TestGroup group, string page, string handler, long target, long guest)
    {
        var who = handler is "handler=Approve" or "handler=Refuse" ? guest : target;
        if (handler == "handler=Lift")
            await site.SqlAsync("INSERT INTO bans (group_id, user_id) VALUES ($1, $2)", group.Id, target);
        var path = page.Replace("{slug}", group.Slug, StringComparison.Ordinal).Replace("{id:long}", $"{target}", StringComparison.Ordinal);
        return ($"{path}?{handler}", [("member", $"{who}"), ("who", $"{who}"), ("role", "leader"), ("firstName", "Eve"), ("until", "good")]);
    }

    private static async Task<(string, (string, string)[])> ImportAsync(TestGroup group, string handler)
    {
        var path = $"{group.Path}/admin/import/{await group.NewImportAsync("Eve " + Guid.NewGuid().ToString("N")[..8])}";
        using var sender = new Phone(group.Leader.Http.BaseAddress!);
        await sender.SignInAsync(group.Site, group.Leader.UserId);
        var mark = (await sender.PageAsync(path)).QuerySelector("[name=mark]")!.GetAttribute("value")!;
        return ($"{path}?{handler}", [("mark", mark), ("columns", "name")]);
    }

    /// <summary>A guest who says they were here before, as somebody who is on no phone.</summary>
    private static async Task<(string, (string, string)[])> ReclaimAsync(TestGroup group, string handler, long guest, long old)
    {
        var path = $"{group.Path}/admin/requests/{await group.NewReclaimAsync(guest)}";
        if (handler == "handler=TakeBack")
            (await group.Leader.PostAsync($"{path}?handler=Grant", ("old", $"{old}"))).Dispose();
        return ($"{path}?{handler}", [("old", $"{old}")]);
    }

    private async Task<(string, (string, string)[])> UserAsync(string handler, long user)
    {
        if (handler is "handler=Restore" or "handler=Erase")
            await site.SqlAsync("UPDATE users SET deleted_at = now() WHERE id = $1", user);
        if (handler == "handler=Dismiss")
            await site.SqlAsync("UPDATE users SET is_site_admin = true WHERE id = $1", user);
        return ($"/admin/users/{user}/edit?{handler}", [("session", $"{await SessionAsync(user)}")]);
    }

    private async Task<(string, (string, string)[])> GroupAsync(TestGroup group, string handler)
    {
        if (handler is "handler=Restore" or "handler=Erase")
            await site.SqlAsync("UPDATE groups SET deleted_at = now() WHERE id = $1", group.Id);
        return ($"/admin/groups/{group.Slug}/edit?{handler}", []);
    }

    private async Task<long> SessionAsync(long user)
    {
        using var phone = await site.PhoneOfAsync(user);
        return await site.SqlAsync<long>("SELECT id FROM sessions WHERE user_id = $1", user);
    }

    private async Task<long> ManagedAsync(TestGroup group, long other, string handler)
    {
        var managed = await group.NewManagedAsync("Tim", group.Leader.UserId, other);
        if (handler == "handler=Restore")
            await site.SqlAsync("UPDATE users SET deleted_at = now(), leaving_at = now() WHERE id = $1", managed);
        return managed;
    }

    private static async Task<HttpResponseMessage> SendAsync(Phone phone, string method, string path, (string Name, string Value)[] fields)
    {
        using var request = new HttpRequestMessage(new(method), path);
        if (method == "POST")
            request.Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        return await phone.Http.SendAsync(request);
    }
}
