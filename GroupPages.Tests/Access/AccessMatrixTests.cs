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

    public static TheoryData<string> Rows { get; } = new(AccessMatrix.Unlisted.Keys);

    [Fact]
    public async Task Every_route_has_its_row() =>
        Assert.Equal((await AppRoutes.OfAsync(site)).Select(route => route.ToString()).Order(), AccessMatrix.Unlisted.Keys.Order());

    [Theory]
    [MemberData(nameof(Rows))]
    public Task An_unlisted_group_answers_as_its_row_says(string row) => CheckAsync(row, isHidden: false, AccessMatrix.Unlisted[row]);

    [Theory]
    [MemberData(nameof(Rows))]
    public Task A_hidden_group_answers_as_its_row_says(string row) => CheckAsync(row, isHidden: true, AccessMatrix.Hidden[row]);

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
            "/g/{slug}/admin" => ($"{group.Path}/admin", [("Form.Name", "Renamed"), ("Form.Slug", group.Slug), ("Form.Type", "1"), ("Form.Policy", "open"),
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
