using GroupPages.Data;
using Microsoft.EntityFrameworkCore;

namespace GroupPages.Pages.Chat.Reporting;

/// <summary>A message somebody may report.</summary>
public sealed record Reportable(UserId? AuthorId, string FirstName, string LastName, string Text, DateTimeOffset At)
{
    public string Author => FirstName.Length == 0 ? "Somebody who left" : LastName.Length == 0 ? FirstName : $"{FirstName} {LastName}";
}

/// <summary>Reads the message of a report's form. For whoever passed the conversation's door only.</summary>
public sealed class ReportableQuery(IDbContextFactory<GroupPagesDb> contexts)
{
    /// <returns>Null where there is none, where its words are gone, and for one's own.</returns>
    public async Task<Reportable?> RunAsync(ConversationId conversation, long seq, UserId reporter, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await (
            from m in db.Messages.AsNoTracking()
            where m.ConversationId == conversation && m.Seq == seq && m.DeletedAt == null && m.HiddenAt == null && m.AuthorId != reporter
            join u in db.Users on m.AuthorId equals u.Id into authors
            from author in authors.DefaultIfEmpty()
            select new Reportable(m.AuthorId, author == null ? "" : author.FirstName, author == null ? "" : author.LastName, m.Text, m.CreatedAt))
            .FirstOrDefaultAsync(cancel);
    }
}
