using GroupPages.Access;
using GroupPages.Data;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages;

/// <summary>
/// What is mine, and in no group's folder, stands in the frame of my group when I am in just one: the tabs stay where they were.
/// Site admins keep the frame that leads to the whole site.
/// </summary>
internal sealed class OnlyGroupFrame(CurrentUser me, GroupAccess groups, Database database) : IAsyncPageFilter
{
    private const string Sql = """
        SELECT min(g.slug) FROM memberships m JOIN groups g ON g.id = m.group_id AND g.deleted_at IS NULL
        WHERE m.user_id = $1 AND m.role_id >= 2 HAVING count(*) = 1
        """;

    public Task OnPageHandlerSelectionAsync(PageHandlerSelectedContext context) => Task.CompletedTask;

    // After the handler: only what is drawn needs a frame.
    public async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        if (await next() is not { Result: PageResult } || me.Id is not { } user || me.IsSiteAdmin || context.HttpContext.Features.Get<GroupVisit>() is not null)
            return;
        var cancel = context.HttpContext.RequestAborted;
        if (await database.QueryAsync(Sql, [new() { Value = user.Value }], ReadAsync, cancel) is { } slug)
            await groups.AsMemberAsync(slug, cancel);
    }

    private static async Task<string?> ReadAsync(Npgsql.NpgsqlDataReader row, CancellationToken cancel) =>
        await row.ReadAsync(cancel) ? row.GetString(0) : null;
}
