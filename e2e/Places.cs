using GroupPages.E2E.Pages;
using GroupPages.Tests.Support;
using Microsoft.Playwright;
using static GroupPages.E2E.ChatPlaces;
using static GroupPages.E2E.ManagePlaces;

namespace GroupPages.E2E;

/// <summary>Every page there is, in every state worth looking at, by name.</summary>
/// <param name="Who">Who looks at it: null is a stranger.</param>
/// <param name="OpenAsync">Brings the visitor there, starting from nowhere.</param>
public sealed record Place(Func<Gallery, Phone?> Who, Func<Gallery, Visitor, Task> OpenAsync)
{
    public static readonly IReadOnlyDictionary<string, Place> All = new Dictionary<string, Place>
    {
        ["start"] = Stranger((_, v) => v.GoAsync("/")),
        ["start with an unknown code"] = Stranger(UnknownCodeAsync),
        ["join"] = Stranger((g, v) => v.GoAsync($"/j/{g.Lively.Code}")),
        ["join by invitation"] = Stranger(async (g, v) => await v.GoAsync($"/j/{await g.PersonalCodeAsync()}")),
        ["join without a name"] = Stranger(JoinWithoutNameAsync),
        ["join signed in"] = new(g => g.Quiet.Leader, (g, v) => v.GoAsync($"/j/{g.Lively.Code}")),
        ["people"] = Member((g, v) => v.GoAsync(g.Lively.Path)),
        ["people as a list"] = Member((g, v) => v.GoAsync($"{g.Lively.Path}?view=list&page=2")),
        ["people, page 2"] = Member((g, v) => v.GoAsync($"{g.Lively.Path}?page=2")),
        ["people, nobody found"] = Member((g, v) => v.GoAsync($"{g.Lively.Path}?q=zzz")),
        ["people, nobody new"] = Alone((g, v) => v.GoAsync($"{g.Quiet.Path}?show=new")),
        ["people, sorting"] = Member(SortingAsync),
        ["people, alone"] = Alone((g, v) => v.GoAsync(g.Quiet.Path)),
        ["person"] = Member((g, v) => v.GoAsync($"{g.Lively.Path}/people/{g.Lively.Leader.UserId}")),
        ["person, all of them"] = new(g => g.Lively.Leader, async (g, v) => await v.GoAsync($"{g.Lively.Path}/people/{await g.TalkativeAsync()}")),
        ["person with a photo"] = Album(async (g, v) => await v.GoAsync($"{g.Album.Path}/people/{await g.AnnAsync()}")),
        ["person, note too long"] = Member(LongNoteAsync),
        ["person who is me"] = Member((g, v) => v.GoAsync($"{g.Lively.Path}/people/{g.Member.UserId}")),
        ["chat"] = Member((g, v) => ChatPage.OpenAsync(v, g.Lively.Path)),
        ["chat, empty"] = Alone((g, v) => ChatPage.OpenAsync(v, g.Quiet.Path)),
        ["chat, older"] = Member((g, v) => v.GoAsync($"{g.Lively.Path}/chat?before=60")),
        ["chat, beginning"] = Member((g, v) => v.GoAsync($"{g.Lively.Path}/chat?before=1")),
        ["chat, too long"] = Member(TooLongAsync),
        ["chat, only leaders write"] = Member(OnlyReadingAsync),
        ["chat, slow"] = Member(SlowAsync),
        ["chat, somebody blocked"] = Member(BlockedAsync),
        ["search"] = Member((_, v) => v.GoAsync("/chat/search")),
        ["search, found"] = Member((g, v) => v.GoAsync($"/chat/search?q=every&c={g.Lively.Room}")),
        ["search, found everywhere"] = Member((_, v) => v.GoAsync("/chat/search?q=rehearsal")),
        ["search, nothing found"] = Member((_, v) => v.GoAsync("/chat/search?q=zzz")),
        ["report a message"] = Member((g, v) => v.GoAsync($"/chat/{g.Lively.Room}/116/report")),
        ["report, nothing chosen"] = Member(NothingChosenAsync),
        ["reported"] = Member((g, v) => v.GoAsync($"/chat/{g.Lively.Room}/116/report?sent=1")),
        ["notifications"] = Member((_, v) => v.GoAsync("/me/notifications")),
        ["notifications, with an error"] = Member(async (_, v) =>
        {
            v.Expect("422");
            await v.GoAsync("/me/notifications");
            await v.Page.Locator("#to").FillAsync(await v.Page.Locator("#from").InputValueAsync());
            await v.Page.Locator("[name=quiet]").CheckAsync();
            await v.Page.Locator("main .actions button").ClickAsync();
        }),
        ["no more mails"] = Stranger(async (g, v) => await v.GoAsync(await g.UnsubscribePathAsync())),
        ["mute"] = Member((g, v) => v.GoAsync($"/chat/{g.Lively.Room}/mute")),
        ["blocked people"] = Member(async (g, v) => { await g.BlockAsync(); await v.GoAsync("/me/blocks"); }),
        ["person, blocked"] = Member(async (g, v) => await v.GoAsync($"{g.Lively.Path}/people/{await g.BlockAsync()}")),
        ["a word from the leaders"] = Alone(WordAsync),
        ["chat, words from the leaders"] = Alone(WordsAsync),
        ["reports"] = new(g => g.Lively.Leader, async (g, v) => { await g.ReportAsync(); await v.GoAsync($"{g.Lively.Path}/admin/reports"); }),
        ["reports, none"] = Alone((g, v) => v.GoAsync($"{g.Quiet.Path}/admin/reports")),
        ["reports, without words"] = new(g => g.Lively.Leader, WithoutWordsAsync),
        ["logo"] = Album((g, v) => v.GoAsync($"{g.Album.Path}/admin/logo?saved=1")),
        ["chat rules"] = Alone((g, v) => v.GoAsync($"{g.Quiet.Path}/admin/chat?saved=1")),
        ["chat, photos"] = Album((g, v) => ChatPage.OpenAsync(v, g.Album.Path)),
        ["chat, photos on request"] = Album(SavingAsync),
        ["chat, photos chosen"] = Album(ChosenAsync),
        ["chat, photos lost"] = Album(LostAsync),
        ["chat, one photo large"] = Album(LargeAsync),
        ["chat, menu"] = new(g => g.Lively.Leader, MenuAsync),
        ["chat, editing"] = Member(EditingAsync),
        ["message"] = Member((g, v) => v.GoAsync($"/chat/{g.Lively.Room}/119")),
        ["message of mine"] = Member((g, v) => v.GoAsync($"/chat/{g.Lively.Room}/121")),
        ["message as a leader"] = new(g => g.Lively.Leader, (g, v) => v.GoAsync($"/chat/{g.Lively.Room}/119")),
        ["message, hidden"] = new(g => g.Lively.Leader, (g, v) => v.GoAsync($"/chat/{g.Lively.Room}/113")),
        ["message, no emoji"] = Member(NoEmojiAsync),
        ["chat, new since"] = new(g => g.Newcomer, (g, v) => ChatPage.OpenAsync(v, g.Lively.Path)),
        ["chat, around a message"] = Member((g, v) => v.GoAsync($"{g.Lively.Path}/chat?at=50#m-{g.Lively.Room}-50")),
        ["conversations"] = Member((_, v) => v.GoAsync("/chat")),
        ["conversations, none"] = new(g => g.Admin, (_, v) => v.GoAsync("/chat")),
        ["conversations, of two groups"] = new(g => g.Newcomer, (_, v) => v.GoAsync("/chat")),
        ["new conversation"] = Member((g, v) => v.GoAsync($"/chat/new?with={g.Lively.Leader.UserId}")),
        ["new conversation, with nobody"] = Member(NobodyChosenAsync),
        ["direct"] = Member((g, v) => v.GoAsync($"/chat/{g.Pair}")),
        ["direct with three"] = Member(AboutItAsync),
        ["direct with one who left"] = Member((g, v) => v.GoAsync($"/chat/{g.Ended}")),
        ["quiz, nobody to ask about"] = Alone((g, v) => v.GoAsync($"{g.Quiet.Path}/quiz")),
        ["quiz"] = new(g => g.Album.Leader, async (g, v) => await v.GoAsync(await g.QuizAsync())),
        ["quiz, who is this"] = new(g => g.Album.Leader, async (g, v) => await v.GoAsync(await g.RoundAsync("face"))),
        ["quiz, which face"] = new(g => g.Album.Leader, async (g, v) => await v.GoAsync(await g.RoundAsync("name"))),
        ["quiz, not quite"] = new(g => g.Album.Leader, async (g, v) => await v.GoAsync(await g.RoundAsync("wrong") + "&after=1")),
        ["quiz, the end"] = new(g => g.Album.Leader, async (g, v) => await v.GoAsync(await g.RoundAsync("end"))),
        ["my code"] = Member((g, v) => v.GoAsync($"{g.Lively.Path}/code")),
        ["poster"] = Member((g, v) => v.GoAsync($"{g.Lively.Path}/code?poster=1")),
        ["me"] = Member((_, v) => v.GoAsync("/me")),
        ["me, saved"] = Member((_, v) => v.GoAsync("/me?saved=1")),
        ["my photo"] = Member((_, v) => v.GoAsync("/me/photo")),
        ["my photo, chosen"] = Member(PortraitChosenAsync),
        ["me with a photo"] = Album((_, v) => v.GoAsync("/me")),
        ["people with photos"] = Album((g, v) => v.GoAsync(g.Album.Path)),
        ["me with errors"] = Member(BadNamesAsync),
        ["my groups"] = Member((_, v) => v.GoAsync("/me/groups")),
        ["people I look after"] = Member(async (g, v) => { await g.LookAfterAsync(); await v.GoAsync("/me/users"); }),
        ["people I look after, adding"] = Member((_, v) => v.GoAsync("/me/users/create")),
        ["people I look after, changing"] = Member(async (g, v) => await v.GoAsync($"/me/users/{await g.LookAfterAsync()}/edit")),
        ["people I look after, sharing"] = Member(async (g, v) => await v.GoAsync($"/me/users/{await g.LookAfterAsync()}/share")),
        ["my data"] = Member((_, v) => v.GoAsync("/me/delete")),
        ["goodbye"] = Stranger((_, v) => v.GoAsync("/me/deleted?back=0123456789abcdefghjkmnpqrs")),
        ["manage members"] = new(g => g.Lively.Leader, async (g, v) => { await g.TalkativeAsync(); await v.GoAsync($"{g.Lively.Path}/admin/members"); }),
        ["manage members, choosing"] = new(g => g.Lively.Leader, ChoosingAsync),
        ["manage members, nameless"] = new(g => g.Lively.Leader, NamelessAsync),
        ["manage members, banned"] = new(g => g.Lively.Leader, (g, v) => v.GoAsync($"{g.Lively.Path}/admin/members?show=banned")),
        ["manage members, nobody found"] = new(g => g.Lively.Leader, (g, v) => v.GoAsync($"{g.Lively.Path}/admin/members?q=zzz")),
        ["manage, import"] = new(g => g.Lively.Leader, (g, v) => v.GoAsync($"{g.Lively.Path}/admin/import")),
        ["manage, import looked at"] = new(g => g.Lively.Leader, ImportAsync),
        ["manage, login codes"] = new(g => g.Lively.Leader, LoginCodesAsync),
        ["manage, the log"] = new(g => g.Lively.Leader, (g, v) => v.GoAsync($"{g.Lively.Path}/admin/log?kind=people")),
        ["manage, an empty log"] = new(g => g.Lively.Leader, (g, v) => v.GoAsync($"{g.Lively.Path}/admin/log?q=zzz")),
        ["manage one member"] = new(g => g.Lively.Leader, ManageOneAsync),
        ["site"] = new(g => g.Admin, (_, v) => v.GoAsync("/admin")),
        ["site, people"] = new(g => g.Admin, async (g, v) => { await g.TalkativeAsync(); await v.GoAsync("/admin/users"); }),
        ["site, people, sorting"] = new(g => g.Admin, SortingPeopleAsync),
        ["site, the log"] = new(g => g.Admin, SiteLogAsync),
        ["site, nobody found"] = new(g => g.Admin, (_, v) => v.GoAsync("/admin/users?q=zzz")),
        ["site, somebody new, with errors"] = new(g => g.Admin, BadPersonAsync),
        ["site, person"] = new(g => g.Admin, PersonAtDeskAsync),
        ["site, person, edited by two"] = new(g => g.Admin, EditedByTwoAsync),
        ["site, person, deleted"] = new(g => g.Admin, async (g, v) => await v.GoAsync($"/admin/users/{await g.DeletedAsync()}/edit")),
        ["site, groups"] = new(g => g.Admin, (_, v) => v.GoAsync("/admin/groups")),
        ["site, new group"] = new(g => g.Admin, (_, v) => v.GoAsync("/admin/groups/create")),
        ["site, group"] = new(g => g.Admin, (g, v) => v.GoAsync($"/admin/groups/{g.Lively.Slug}/edit?done=saved")),
        ["site, group, people"] = new(g => g.Admin, GroupPeopleAsync),
        ["site, group, adding"] = new(g => g.Admin, (g, v) => v.GoAsync($"/admin/groups/{g.Quiet.Slug}/edit/members?find=an")),
        ["manage codes"] = new(g => g.Lively.Leader, (g, v) => v.GoAsync($"{g.Lively.Path}/admin/codes")),
        ["manage codes, with errors"] = new(g => g.Lively.Leader, BadCodeAsync),
        ["manage a code"] = new(g => g.Lively.Leader, async (g, v) => await v.GoAsync($"{g.Lively.Path}/admin/codes/{await g.Lively.CodeIdAsync(g.Lively.Code)}")),
        ["poster of a code"] = new(g => g.Lively.Leader, async (g, v) => await v.GoAsync($"{g.Lively.Path}/admin/codes/{await g.Lively.CodeIdAsync(g.Lively.Code)}/poster")),
        ["poster of a code that ended"] = new(g => g.Lively.Leader, async (g, v) => await v.GoAsync($"{g.Lively.Path}/admin/codes/{await g.Lively.CodeIdAsync(await g.EndedCodeAsync())}/poster")),
        ["undo joins"] = new(g => g.Lively.Leader, async (g, v) => await v.GoAsync($"{g.Lively.Path}/admin/codes/{await g.Lively.CodeIdAsync(g.Lively.Code)}/undo")),
        ["undo joins, whom"] = new(g => g.Lively.Leader, async (g, v) => await v.GoAsync($"{g.Lively.Path}/admin/codes/{await g.Lively.CodeIdAsync(g.Lively.Code)}/undo?since=2020-01-01T00:00:00Z")),
        ["settings"] = new(g => g.Lively.Leader, (g, v) => v.GoAsync($"{g.Lively.Path}/admin")),
        ["settings, two at once"] = new(g => g.Quiet.Leader, TwoAtOnceAsync),
        ["sign-in code for a member"] = new(g => g.Lively.Leader, SignInCodeAsync),
        ["sign-in code of mine"] = Member((_, v) => v.GoAsync("/me/code")),
        ["been here before"] = new(g => g.Guest, (g, v) => v.GoAsync($"{g.Careful.Path}/before")),
        ["been here before, asked"] = new(g => g.Asker, (g, v) => v.GoAsync($"{g.Careful.Path}/before")),
        ["manage requests"] = new(g => g.Careful.Leader, (g, v) => v.GoAsync($"{g.Careful.Path}/admin/requests")),
        ["manage requests, none"] = Alone((g, v) => v.GoAsync($"{g.Quiet.Path}/admin/requests")),
        ["background work"] = new(g => g.Admin, (g, v) => g.BackgroundWorkAsync(v)),
        ["how full it is"] = new(g => g.Admin, (_, v) => v.GoAsync("/admin/ops")),
        ["me as a site admin"] = new(g => g.Admin, (_, v) => v.GoAsync("/me")),
        ["sign up"] = Stranger((_, v) => v.GoAsync("/signup")),
        ["sign up with errors"] = Stranger(AccountPlaces.SignUpWithErrorsAsync),
        ["sign in"] = Stranger((_, v) => v.GoAsync("/login")),
        ["sign in refused"] = Stranger(AccountPlaces.SignInRefusedAsync),
        ["a link by mail"] = Stranger((_, v) => v.GoAsync("/login/link")),
        ["a link is on its way"] = Stranger((_, v) => v.GoAsync("/reset?sent=1")),
        ["sign in by a link"] = Stranger((g, v) => AccountPlaces.LinkAsync(g, v, "/login/link")),
        ["a link that is over"] = Stranger((_, v) => RefusedAsync(v, "/login/link/0123456789abcdefghjkmnpqrs", 410)),
        ["a new password"] = Stranger((g, v) => AccountPlaces.LinkAsync(g, v, "/reset")),
        ["confirm an address"] = Stranger((g, v) => AccountPlaces.LinkAsync(g, v, "/confirm")),
        ["signing in, nothing yet"] = new(g => g.Guest, (_, v) => v.GoAsync("/me/sign-in")),
        ["signing in, with an error"] = new(g => g.Newcomer, AccountPlaces.SigningInAsync),
        ["signing in, without the email"] = new(g => g.Newcomer, AccountPlaces.WithoutEmailAsync),
        ["devices"] = new(g => g.Newcomer, AccountPlaces.DevicesAsync),
        ["sign in by a code"] = Stranger(async (g, v) => await v.GoAsync($"/l/{await g.LoginCodeAsync()}")),
        ["a group for strangers"] = Stranger((g, v) => v.GoAsync(g.Lively.Path)),
        ["a group while waiting"] = new(g => g.Guest, (g, v) => v.GoAsync(g.Careful.Path)),
        ["turned away"] = new(g => g.Refused, (g, v) => v.GoAsync(g.Careful.Path)),
        ["people, been here before"] = new(g => g.Namesake, (g, v) => v.GoAsync(g.Lively.Path)),
        ["not found"] = Stranger((_, v) => RefusedAsync(v, "/nothing-here", 404)),
        ["code has ended"] = Stranger(async (g, v) => await RefusedAsync(v, $"/j/{await g.EndedCodeAsync()}", 410)),
    };

    private static Place Stranger(Func<Gallery, Visitor, Task> open) => new(_ => null, open);

    private static Place Member(Func<Gallery, Visitor, Task> open) => new(g => g.Member, open);

    private static Place Alone(Func<Gallery, Visitor, Task> open) => new(g => g.Quiet.Leader, open);

    private static Place Album(Func<Gallery, Visitor, Task> open) => new(g => g.Album.Leader, open);

    private static async Task PortraitChosenAsync(Gallery gallery, Visitor visitor)
    {
        await visitor.GoAsync("/me/photo");
        await visitor.Page.GetByLabel("a photo").SetInputFilesAsync(new FilePayload { Name = "me.jpg", MimeType = "image/jpeg", Buffer = SamplePhotos.Jpeg(900, 600) });
        await visitor.Page.Locator("canvas").WaitForAsync();
    }

    private static async Task RefusedAsync(Visitor visitor, string path, int status)
    {
        visitor.Expect($"{status}");
        await visitor.GoAsync(path);
    }

    private static async Task UnknownCodeAsync(Gallery gallery, Visitor visitor)
    {
        visitor.Expect("422");
        await visitor.GoAsync("/");
        await visitor.Page.GetByLabel("Join code").FillAsync("not a code at all");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Find my group" }).ClickAsync();
    }

    private static async Task JoinWithoutNameAsync(Gallery gallery, Visitor visitor)
    {
        visitor.Expect("422");
        await (await JoinPage.OpenAsync(visitor, gallery.Lively.Code)).JoinAsAsync(" ");
    }

    private static async Task SortingAsync(Gallery gallery, Visitor visitor)
    {
        await visitor.GoAsync($"{gallery.Lively.Path}?page=2");
        await visitor.Page.Locator(".filters summary").ClickAsync();
    }

    private static async Task LongNoteAsync(Gallery gallery, Visitor visitor)
    {
        visitor.Expect("422");
        await visitor.GoAsync($"{gallery.Lively.Path}/people/{await gallery.TalkativeAsync()}");
        await visitor.Page.GetByLabel("My note").FillAsync(new string('x', 281));
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Save note" }).ClickAsync();
    }

    private static async Task BadNamesAsync(Gallery gallery, Visitor visitor)
    {
        visitor.Expect("422");
        await visitor.GoAsync("/me");
        await visitor.Page.GetByLabel("First name").FillAsync("");
        await visitor.Page.GetByLabel("Last name").FillAsync(new string('x', 60));
        await visitor.Page.GetByRole(AriaRole.Textbox, new() { Name = "Phone" }).FillAsync("ring me");
        await visitor.Page.Locator("form[action='/me']").GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
    }
}
