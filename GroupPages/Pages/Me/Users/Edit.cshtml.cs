using GroupPages.Access;
using GroupPages.Data;
using GroupPages.Ops;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Me.Users;

/// <summary><c>/me/users/{id}/edit</c>: somebody I look after. To everybody else there is no such page.</summary>
public sealed class EditModel(
    CurrentUser me, ManagedUsersQuery query, ChangeManagedCommand change, ShareManagedCommand share, RemoveManagedCommand remove) : PageModel
{
    public ManagedUser Them { get; private set; } = null!;

    [BindProperty]
    public ManagedForm Form { get; set; } = new();

    public string? Fault { get; private set; }

    public async Task<IActionResult> OnGetAsync(long id, CancellationToken cancel)
    {
        if (await FindAsync(id, cancel) is not { } them)
            return NotFound();
        (Form.FirstName, Form.LastName, Form.Groups) = (them.FirstName, them.LastName, [.. them.Groups.Where(group => group.IsIn).Select(group => group.Id)]);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(long id, CancellationToken cancel)
    {
        if (await FindAsync(id, cancel) is not { } them)
            return NotFound();
        if (Form.Names() is not { } names)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return Page();
        }
        return await change.RunAsync(me.Id!.Value, them.Id, names.First, names.Last, Form.Groups, cancel) ? new SeeOtherResult("/me/users?done=saved") : NotFound();
    }

    public Task<IActionResult> OnPostStopAsync(long id, CancellationToken cancel) => DoAsync(id, "/me/users", user => share.StopAsync(user, new(id), cancel), cancel);

    public Task<IActionResult> OnPostRemoveAsync(long id, CancellationToken cancel) =>
        DoAsync(id, "/me/users?done=removed", user => remove.RunAsync(user, new(id), isOn: true, cancel), cancel);

    public Task<IActionResult> OnPostRestoreAsync(long id, CancellationToken cancel) =>
        DoAsync(id, "/me/users", user => remove.RunAsync(user, new(id), isOn: false, cancel), cancel);

    private async Task<IActionResult> DoAsync(long id, string next, Func<UserId, Task<Caring>> work, CancellationToken cancel)
    {
        var ended = me.Id is { } user ? await work(user) : Caring.NotThere;
        if (ended == Caring.Done)
            return new SeeOtherResult(next);
        if (ended == Caring.NotThere || await OnGetAsync(id, cancel) is not PageResult page)
            return NotFound();
        (Response.StatusCode, Fault) = (StatusCodes.Status409Conflict, ManagedErrors.WordsOf(ended));
        return page;
    }

    private async Task<ManagedUser?> FindAsync(long id, CancellationToken cancel)
    {
        Response.Headers.CacheControl = "private, no-cache";
        return me.Id is { } user && await query.OneAsync(user, new(id), cancel) is { } them ? Them = them : null;
    }
}
