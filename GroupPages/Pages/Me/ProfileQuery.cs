using GroupPages.Data;
using Microsoft.EntityFrameworkCore;

namespace GroupPages.Pages.Me;

/// <summary>What somebody says of themselves.</summary>
/// <param name="Phone">E.164; empty for none.</param>
/// <param name="ContactVisibleTo">Who sees phone and email: one of <see cref="ProfileField.Audiences"/>.</param>
public sealed record Profile(string FirstName, string LastName, string Phone, string About, string ContactVisibleTo);

/// <summary>A group I am in.</summary>
public sealed record MyGroup(string Slug, string Name, MemberRole Role);

/// <summary>All that my own page shows of me.</summary>
/// <param name="HasHiddenSteps">The list of next steps was put away.</param>
public sealed record MyPage(Profile Profile, string? Email, bool HasHiddenSteps, IReadOnlyList<MyGroup> Groups);

/// <summary>My own page, in one read.</summary>
public sealed class ProfileQuery(IDbContextFactory<GroupPagesDb> contexts)
{
    /// <returns>Null when the account has gone meanwhile.</returns>
    public async Task<MyPage?> RunAsync(UserId me, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.Users.AsNoTracking()
            .Where(u => u.Id == me && u.DeletedAt == null)
            .Select(u => new MyPage(
                new Profile(u.FirstName, u.LastName, u.Phone ?? "", u.About, u.ContactVisibleTo), u.Email, u.NextStepsHiddenAt != null,
                db.Memberships.Where(m => m.UserId == u.Id && m.Group.DeletedAt == null).OrderBy(m => m.Group.Name)
                    .Select(m => new MyGroup(m.Group.Slug, m.Group.Name, m.RoleId)).ToList()))
            .FirstOrDefaultAsync(cancel);
    }
}
