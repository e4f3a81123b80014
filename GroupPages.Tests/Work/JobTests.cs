using System.Net;
using GroupPages.Data;
using GroupPages.Tests.Support;
using GroupPages.Work.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace GroupPages.Tests.Work;

/// <summary>Each job is done, whatever happens to whom; what cannot be done waits for somebody to look at it.</summary>
public sealed class JobTests(JobSite site) : IClassFixture<JobSite>
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task A_job_is_done_at_once_on_any_process_and_then_gone()
    {
        var key = NewKey();
        await site.AskAsync("probe", key);
        await site.UntilAsync(key, "done");
        Assert.Equal(1, site.Probe.TimesOf(key));
    }

    [Fact]
    public async Task Of_two_workers_at_once_each_job_has_one()
    {
        // Nobody's: the site's own worker does not know the kind, as with another version of the program.
        var kind = new ProbeJob("race-" + Letters());
        for (var i = 0; i < 30; i++) await site.NewJobAsync(kind.Name);
        var database = site.App.Services.GetRequiredService<Database>();
        JobTable[] two = [new(database, [kind], site.Clock), new(database, [kind], site.Clock)];
        var taken = await Task.WhenAll(two.Select(TakeAllAsync));
        Assert.Equal(30, taken.SelectMany(jobs => jobs).Select(job => job.Id).Distinct().Count());
        Assert.Equal(30, taken.Sum(jobs => jobs.Count));

        async Task<List<Job>> TakeAllAsync(JobTable jobs)
        {
            List<Job> mine = [];
            while (await jobs.TakeAsync([kind], CancellationToken.None) is { } job) mine.Add(job);
            return mine;
        }
    }

    [Fact]
    public async Task What_a_crash_left_behind_is_done_by_another_and_whoever_comes_back_too_late_changes_nothing()
    {
        var kind = new ProbeJob("crash-" + Letters());
        var jobs = new JobTable(site.App.Services.GetRequiredService<Database>(), [kind], site.Clock);
        await site.NewJobAsync(kind.Name, "left");
        var first = await jobs.TakeAsync([kind], CancellationToken.None);
        Assert.Null(await jobs.TakeAsync([kind], CancellationToken.None));
        site.Clock.Advance(kind.Limit + TimeSpan.FromSeconds(1));
        var second = await jobs.TakeAsync([kind], CancellationToken.None);
        Assert.Equal((first!.Id, 2), (second!.Id, second.Attempts));
        await jobs.EndAsync(first, JobEnd.Done, CancellationToken.None);
        Assert.True(await site.CountAsync("jobs WHERE id = $1 AND locked_until IS NOT NULL", first.Id) == 1, "the second still holds it");
        // It dies, too, as often as the kind is tried: it must not take worker after worker with it.
        site.Clock.Advance(kind.Limit + TimeSpan.FromSeconds(1));
        Assert.Null(await jobs.TakeAsync([kind], CancellationToken.None));
        Assert.Equal(1, await site.CountAsync("jobs WHERE id = $1 AND gave_up_at IS NOT NULL AND last_error LIKE 'It was never finished%'", first.Id));
    }

    [Fact]
    public async Task A_poisoned_job_is_tried_later_and_later_then_given_up_and_others_go_past_it()
    {
        string poison = NewKey("poison"), other = NewKey();
        site.Probe.Does = (job, _) => job.Key == poison ? throw new InvalidOperationException("It is poisoned.") : Task.FromResult(JobEnd.Done);
        await site.AskAsync("probe", poison);
        await site.AskAsync("probe", other);
        await site.UntilAsync(other, "done");
        await site.UntilAsync(poison, "waiting after 1");
        Assert.Equal("It is poisoned.", await site.SqlAsync<string>("SELECT last_error FROM jobs WHERE key = $1", poison));
        site.Pass(TimeSpan.FromSeconds(8));
        await site.UntilAsync(poison, "given up");
        Assert.Equal(2, site.Probe.TimesOf(poison));
    }

    [Fact]
    public async Task What_is_asked_for_while_it_is_worked_on_is_done_once_more()
    {
        var key = NewKey();
        TaskCompletionSource begun = new(), goOn = new();
        site.Probe.Does = async (job, _) =>
        {
            if (job.Key == key)
            {
                begun.TrySetResult();
                await goOn.Task;
            }
            return JobEnd.Done;
        };
        await site.AskAsync("probe", key);
        await begun.Task.WaitAsync(Long);
        for (var i = 0; i < 3; i++) await site.AskAsync("probe", key);
        goOn.SetResult();
        await site.UntilAsync(key, "done");
        Assert.Equal(2, site.Probe.TimesOf(key));
    }

    [Fact]
    public async Task Strangers_never_hold_up_more_than_one_hand_and_what_takes_too_long_is_stopped()
    {
        var goOn = new TaskCompletionSource();
        site.Stranger.Does = async (_, _) =>
        {
            await goOn.Task;
            return JobEnd.Done;
        };
        site.Brief.Does = async (_, cancel) =>
        {
            await Task.Delay(Timeout.Infinite, cancel);
            return JobEnd.Done;
        };
        string[] strangers = [NewKey(), NewKey(), NewKey()];
        foreach (var stranger in strangers) await site.AskAsync("stranger", stranger);
        string slow = NewKey(), mine = NewKey();
        await site.AskAsync("brief", slow);
        await site.UntilAsync(slow, "waiting after 1");
        Assert.Equal("It took too long.", await site.SqlAsync<string>("SELECT last_error FROM jobs WHERE key = $1", slow));
        await site.AskAsync("probe", mine);
        await site.UntilAsync(mine, "done");
        Assert.Equal(1, strangers.Sum(site.Stranger.TimesOf));
        goOn.SetResult();
        foreach (var stranger in strangers) await site.UntilAsync(stranger, "done");
    }

    [Fact]
    public async Task A_worker_that_is_told_to_stop_lets_go_and_another_goes_on_at_once()
    {
        // Known to these two processes alone, not to the site's own.
        var (parting, key) = (new ProbeJob("parting"), NewKey());
        TaskCompletionSource begun = new();
        parting.Does = async (_, cancel) =>
        {
            if (begun.TrySetResult()) await Task.Delay(Timeout.Infinite, cancel);
            return JobEnd.Done;
        };
        await using (await site.StartAnotherAsync(parting))
        {
            await site.AskAsync(parting.Name, key);
            await begun.Task.WaitAsync(Long);
        }
        await site.UntilAsync(key, "waiting after 0");
        await using var other = await site.StartAnotherAsync(parting);
        await site.UntilAsync(key, "done");
        Assert.Equal(2, parting.TimesOf(key));
    }

    [Fact]
    public async Task The_page_shows_what_was_given_up_and_has_it_tried_again_or_dropped()
    {
        using var ada = await site.PhoneOfAsync(await site.NewUserAsync("Ada", isSiteAdmin: true));
        string poison = NewKey("poison"), useless = NewKey("useless");
        site.Probe.Does = (job, _) => job.Key == poison || job.Key == useless ? throw new InvalidOperationException($"<b>No {job.Key}</b>") : Task.FromResult(JobEnd.Done);
        foreach (var key in new[] { poison, useless })
        {
            await site.AskAsync("probe", key);
            await site.UntilAsync(key, "waiting after 1");
            site.Pass(TimeSpan.FromSeconds(8));
            await site.UntilAsync(key, "given up");
        }
        var page = await ada.PageAsync("/admin/ops/jobs");
        Assert.Contains("Given up", page.QuerySelector("h2")!.TextContent);
        Assert.Contains($"<b>No {poison}</b>", page.Body!.TextContent);
        Assert.Contains("Sends the mails that wait.", page.Body.TextContent);

        site.Probe.Does = (_, _) => Task.FromResult(JobEnd.Done);
        using var again = await ada.PostAsync("/admin/ops/jobs", ("job", await IdOfAsync(poison)), ("action", "retry"));
        Assert.Equal("/admin/ops/jobs?done=again", again.Headers.Location!.OriginalString);
        await site.UntilAsync(poison, "done");
        var id = await IdOfAsync(useless);
        using var dropped = await ada.PostAsync("/admin/ops/jobs", ("job", id), ("action", "drop"));
        await site.UntilAsync(useless, "done");
        using var twice = await ada.PostAsync("/admin/ops/jobs", ("job", id), ("action", "drop"));
        Assert.Equal(HttpStatusCode.Conflict, twice.StatusCode);
        Assert.Equal("job-retried,job-dropped", await site.SqlAsync<string>("SELECT string_agg(action, ',' ORDER BY id) FROM audit_log WHERE actor_id = $1", ada.UserId));

        // What always comes again stays; words that are none are refused.
        var mails = await site.SqlAsync<long>("SELECT id FROM jobs WHERE kind = 'mails'");
        using var standing = await ada.PostAsync("/admin/ops/jobs", ("job", $"{mails}"), ("action", "drop"));
        Assert.Equal(HttpStatusCode.Conflict, standing.StatusCode);
        foreach (var (job, action) in new[] { ("x", "retry"), ("", "drop"), ("99999999999999999999", "drop"), ($"{mails}", "burn") })
        {
            using var bad = await ada.PostAsync("/admin/ops/jobs", ("job", job), ("action", action));
            Assert.True(bad.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Conflict, $"{job} {action} gave {bad.StatusCode}");
        }
    }

    [Fact]
    public async Task What_is_over_is_cleaned_up_and_what_somebody_needs_stays()
    {
        var user = await site.NewUserAsync("Ruth");
        using var phone = await site.PhoneOfAsync(user);
        await site.SqlAsync("""
            INSERT INTO sessions (token_hash, user_id, created_at, expires_at)
            SELECT sha256(n::text::bytea), $1, now() - interval '2 years', now() - interval '1 hour' FROM generate_series(1, 1100) n
            """, user);
        await site.NewLoginCodeAsync(user, "-1 hour");
        var group = await site.NewGroupAsync();
        await site.SqlAsync("""
            INSERT INTO undone_joins (group_id, join_code_id, since, undone_at)
            SELECT group_id, id, now(), now() - make_interval(days => days) FROM join_codes, unnest('{6, 8}'::int[]) AS days WHERE code = $1
            """, group.Code);
        await site.SqlAsync("""
            INSERT INTO quiz_rounds (user_id, group_id, key, made_at)
            SELECT $1, $2, days, now() - make_interval(days => days) FROM generate_series(0, 2) AS days
            """, user, group.Id);
        await site.SqlAsync("UPDATE jobs SET run_at = now() - interval '1 minute', asked = asked + 1 WHERE kind = 'clean-up'");
        await Eventually.TrueAsync(async () => await site.CountAsync("sessions WHERE user_id = $1", user) == 1, Long, "the sessions that are over must go");
        await Eventually.TrueAsync(async () => await site.CountAsync("quiz_rounds WHERE user_id = $1", user) == 1, Long, "and the rounds of before yesterday");
        Assert.Equal(1, await site.CountAsync("undone_joins WHERE group_id = $1", group.Id));
        Assert.Equal(HttpStatusCode.OK, await phone.StatusAsync("/me"));
        Assert.Equal(1, await site.CountAsync("login_codes WHERE user_id = $1", user));
    }

    // Other tests' jobs, still to be tried, must not meet what this one says about its own.
    private static string NewKey(string word = "job") => $"{word}-{Guid.NewGuid():N}";

    private static string Letters() => string.Concat(Guid.NewGuid().ToString("N").Select(sign => (char)('a' + (sign % 26))));

    private Task<string> IdOfAsync(string key) => site.SqlAsync<string>("SELECT id::text FROM jobs WHERE key = $1", key);
}
