using System.Globalization;
using GroupPages.Access;
using GroupPages.Ops;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GroupPages.Pages.Groups.Quiz;

/// <summary><c>/g/{slug}/quiz</c>: learn the names. The page never says who is right before an answer came.</summary>
public sealed class IndexModel(GroupAccess access, QuizDesk quiz) : PageModel
{
    public GroupVisit Visit { get; private set; } = null!;

    /// <summary>Null during a round.</summary>
    public QuizStart? Start { get; private set; }

    /// <summary>Null before a round.</summary>
    public QuizRound? Round { get; private set; }

    /// <summary>What was just answered.</summary>
    public ShownQuestion? After { get; private set; }

    public string? Fault { get; private set; }

    /// <param name="round">The key of a round of one's own; one that is over leads to the beginning.</param>
    /// <param name="after">The place of the question whose answer is shown.</param>
    public async Task<IActionResult> OnGetAsync(string slug, string? round, int? after, CancellationToken cancel)
    {
        if (await access.AsMemberAsync(slug, cancel) is not { UserId: { } me } visit)
            return NotFound();
        Response.Headers.CacheControl = "private, no-cache";
        (Visit, Round) = (visit, IsKey(round) ? await quiz.RoundAsync(visit, me, round!, cancel) : null);
        if (Round is { Questions.Count: > 0 })
            After = Round.At(after) is { Asked.Choice: not null } answered ? answered : null;
        else
            (Round, Start) = (null, await quiz.StartAsync(visit, me, cancel));
        return Page();
    }

    /// <param name="start">Begins a round: <c>due</c>, <c>new</c> or <c>again</c>.</param>
    /// <param name="key">Makes it repeatable: of a new round anything, of an answer the round's and the question's place, as the page has it.</param>
    /// <param name="answer">The number of what was chosen.</param>
    /// <param name="share"><c>on</c> or <c>off</c>: whether what I know counts in the leaders' totals.</param>
    public async Task<IActionResult> OnPostAsync(string slug, string? start, string? key, int? answer, string? share, CancellationToken cancel)
    {
        if (await access.AsMemberAsync(slug, cancel) is not { UserId: { } me } visit)
            return NotFound();
        var home = $"/g/{visit.Card.Slug}/quiz";
        if (share is not null)
        {
            await quiz.ShareAsync(me, share == "on", cancel);
            return new SeeOtherResult(home);
        }
        if (start is not null)
        {
            var round = IsKey(key) ? key! : Secret.NewCode();
            var kind = start switch { "new" => RoundKind.New, "again" => RoundKind.Again, _ => RoundKind.Due };
            return new SeeOtherResult(await quiz.BeginAsync(visit, me, kind, round, cancel) ? $"{home}?round={Uri.EscapeDataString(round)}" : home);
        }
        return await AnswerAsync(visit, me, key ?? "", answer, cancel);
    }

    private async Task<IActionResult> AnswerAsync(GroupVisit visit, Data.UserId me, string key, int? choice, CancellationToken cancel)
    {
        Visit = visit;
        var dot = key.LastIndexOf('.');
        var isPlace = int.TryParse(key.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var place);
        var name = dot > 0 && isPlace ? key[..dot] : "";
        Round = IsKey(name) ? await quiz.RoundAsync(visit, me, name, cancel) : null;
        if (Round?.At(place) is not { } question)
            return new SeeOtherResult($"/g/{visit.Card.Slug}/quiz");
        if (question.Asked.Choice is null && question.Options.All(option => option.Number != choice))
        {
            Fault = "Choose one of the answers.";
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return Page();
        }
        if (question.Asked.Choice is null)
            await quiz.AnswerAsync(visit, me, name, question.Asked, choice!.Value, cancel);
        return new SeeOtherResult($"/g/{visit.Card.Slug}/quiz?round={Uri.EscapeDataString(name)}&after={place}");
    }

    // As the table has it; a control character could not even be stored.
    private static bool IsKey(string? key) => key is { Length: >= 1 and <= 100 } && !key.Any(char.IsControl) && !key.Any(char.IsSurrogate);
}
