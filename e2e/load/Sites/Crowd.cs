using System.Diagnostics;
using System.Globalization;
using GroupPages.Load.Probes;

namespace GroupPages.Load.Sites;

/// <summary>A member who is signed in.</summary>
internal sealed record Member(long User, string Session);

/// <summary>A group with its room, its join code and, when they were asked for, its members.</summary>
internal sealed record CrowdGroup(long Id, string Slug, string Code, long Room, Member[] Members);

/// <summary>Fresh sample groups in the app's database.</summary>
internal static class Crowd
{
    /// <summary>Makes groups by the app's own <c>seed</c>, and a session for each member by one statement: 10,000 joins are not the point.</summary>
    public static CrowdGroup[] Make(Tier tier, SimpleQuery postgres, int groups, int members)
    {
        var seeded = Seed(tier, groups, members);
        var slugs = string.Join(',', seeded.Select(line => $"'{line.Slug}'"));
        var rows = postgres.Rows($"""
            BEGIN;
            CREATE TEMP TABLE load_sessions ON COMMIT DROP AS
            SELECT g.id AS group_id, g.slug, c.id AS room, m.user_id,
                rtrim(translate(encode(sha256(convert_to(gen_random_uuid()::text || m.user_id, 'UTF8')), 'base64'), '+/', '-_'), '=') AS token
            FROM groups g JOIN conversations c ON c.group_id = g.id JOIN memberships m ON m.group_id = g.id
            WHERE g.slug IN ({slugs});
            INSERT INTO sessions (token_hash, user_id, expires_at)
            SELECT sha256(convert_to(token, 'UTF8')), user_id, now() + interval '1 year' FROM load_sessions;
            SELECT group_id, slug, room, user_id, token FROM load_sessions ORDER BY group_id, user_id;
            COMMIT;
            """);
        // The same plans in every run, and no checkpoint of the seeding's in the middle of one.
        postgres.Rows("ANALYZE");
        postgres.Rows("CHECKPOINT");
        var codes = seeded.ToDictionary(line => line.Slug, line => line.Code);
        return [.. rows.GroupBy(row => row[1]!).Select(group =>
            new CrowdGroup(Number(group.First()[0]), group.Key, codes[group.Key], Number(group.First()[2]), [.. group.Select(row => new Member(Number(row[3]), row[4]!))]))];
    }

    private static List<(string Slug, string Code)> Seed(Tier tier, int groups, int members)
    {
        var start = new ProcessStartInfo("dotnet", [tier.App, "seed", "--groups", Text(groups), "--members", Text(members)]) { RedirectStandardOutput = true };
        // The limit is for the app under test; here it would only be in the way.
        start.Environment.Remove("DOTNET_GCHeapHardLimit");
        using var seed = Process.Start(start)!;
        List<(string, string)> made = [];
        while (seed.StandardOutput.ReadLine() is { } line)
        {
            if (line.Split('\t') is [var slug, var address])
                made.Add((slug, address[(address.LastIndexOf('/') + 1)..]));
        }
        if (!seed.WaitForExit(TimeSpan.FromMinutes(2)) || seed.ExitCode != 0 || made.Count != groups)
            throw new InvalidOperationException("The app's seed failed.");
        return made;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static long Number(string? text) => long.Parse(text!, CultureInfo.InvariantCulture);
}
