using GroupPages.Access;
using GroupPages.Data;
using GroupPages.Ops;
using GroupPages.Pages.Chat;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Me.Users;

/// <summary><c>/me/users/{id}/share</c>: lets somebody of my groups look after them too, or instead of me.</summary>
public sealed class ShareModel(CurrentUser me, ManagedUsersQuery query, PeopleToWriteQuery people, ShareManagedCommand share) : PageModel
{
    public ManagedUser Them { get; private set; } = null!;

    public PeopleToWrite Found { get; private set; } = null!;

    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    public long Person { get; private set; }

    public string? Fault { get; private set; }

    public async Task<IActionResult> OnGetAsync(long id, CancellationToken cancel) => await ShowAsync(id, cancel) ? Page() : NotFound();

    /// <param name="person">Who.</param>
    /// <param name="instead"><c>1</c> for instead of me.</param>
    public async Task<IActionResult> OnPostAsync(long id, long? person, string? instead, CancellationToken cancel)
    {
        if (me.Id is not { } user)
            return NotFound();
        if (person is not { } other)
            return await AgainAsync(id, StatusCodes.Status422UnprocessableEntity, ManagedErrors.Nobody, cancel);
        Person = other;
        return await share.RunAsync(user, new(id), new(other), instead == "1", cancel) switch
        {
            Caring.Done => new SeeOtherResult("/me/users?done=given"),
            Caring.NotThere => NotFound(),
            var ended => await AgainAsync(id, StatusCodes.Status409Conflict, ManagedErrors.WordsOf(ended), cancel),
        };
    }

    private async Task<IActionResult> AgainAsync(long id, int status, string fault, CancellationToken cancel)
    {
        if (!await ShowAsync(id, cancel))
            return NotFound();
        (Response.StatusCode, Fault) = (status, fault);
        return Page();
    }

    private async Task<bool> ShowAsync(long id, CancellationToken cancel)
    {
        if (me.Id is not { } user || await query.OneAsync(user, new(id), cancel) is not { } them)
            return false;
        Them = them;
        Found = await people.RunAsync(user, Person == 0 ? [] : [new UserId(Person)], Q ?? "", cancel);
        Response.Headers.CacheControl = "private, no-cache";
        return true;
    }
}
