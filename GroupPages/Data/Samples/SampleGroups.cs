using GroupPages.Access;
using GroupPages.Media;
using Npgsql;

namespace GroupPages.Data.Samples;

/// <summary>A sample group before it is made. The first of its people leads it.</summary>
internal sealed record SampleGroup(
    string Slug, string Name, string Description, string Code, IReadOnlyList<(string First, string Last, DateTimeOffset Joined)> People);

/// <summary>Makes sample groups: for the demo of a private installation, for tests of load, for looking at.</summary>
internal sealed class SampleGroups(Database database, SamplePortraits portraits, TimeProvider clock, Ops.PublicAddress address)
{
    /// <summary>Makes groups of so many people each, under slugs that are free.</summary>
    /// <returns>Slug and join address of each.</returns>
    public async Task<IReadOnlyList<(string Slug, string JoinUrl)>> MakeAsync(int groups, int members, CancellationToken cancel)
    {

        var taken = await TakenAsync(cancel);
        List<(string, string)> made = [];
        for (var number = 1; made.Count < groups; number++)
        {
            var slug = $"sample-{number:000}";
            if (taken.Contains(slug))
                continue;
            var code = Secret.NewCode();
            var joined = clock.GetUtcNow().AddDays(-40);
            await MakeAsync(new(slug, $"Sample group {number}", "People who do not exist, to try things with.", code,
                [.. Enumerable.Range(number * 7, members).Select((n, i) => (SampleNames.At(n).First, SampleNames.At(n).Last, joined.AddMinutes(i)))]), cancel);
            made.Add((slug, $"{address.Site}/j/{code}"));
        }
        return made;
    }

    /// <summary>Makes one group with its room, people and join code, in one statement. Whoever tries it joined today, and may share all the same.</summary>
    /// <returns>The group, its room, and its people in the order given.</returns>
    public async Task<(GroupId Group, ConversationId Room, UserId[] People)> MakeAsync(SampleGroup sample, CancellationToken cancel)
    {
        var faces = await portraits.ForAsync(sample.People.Count, cancel);
        Photo[] drawings = [.. faces.OfType<Photo>().Distinct()];
        await using var command = database.Pooled.CreateCommand("""
            WITH made AS (
                INSERT INTO groups (slug, name, description, newcomers_share) VALUES ($1, $2, $3, true) RETURNING id),
            room AS (
                INSERT INTO conversations (kind, group_id) SELECT 'room', id FROM made RETURNING id),
            people AS (
                INSERT INTO users (first_name, last_name, created_at, photo)
                SELECT p.first, p.last, p.joined, p.photo
                FROM unnest($5, $6, $7, $8) WITH ORDINALITY AS p(first, last, joined, photo, place) ORDER BY p.place
                RETURNING id, created_at, photo),
            faces AS (
                INSERT INTO photos (key, kind_id, owner_id, width, height, colour, bytes, created_at)
                SELECT f.key, 1, people.id, f.side, f.side, f.colour, f.bytes, people.created_at
                FROM people JOIN unnest($9, $10, $11, $12) AS f(key, side, colour, bytes) ON f.key = people.photo),
            members AS (
                INSERT INTO memberships (group_id, user_id, role_id, joined_at)
                SELECT made.id, people.id, CASE WHEN people.id = (SELECT min(id) FROM people) THEN 3 ELSE 2 END, people.created_at FROM made, people),
            code AS (
                INSERT INTO join_codes (group_id, kind, code, owner_id, label)
                SELECT made.id, 'group', $4, (SELECT min(id) FROM people), 'For everybody' FROM made)
            SELECT made.id, room.id, (SELECT array_agg(id ORDER BY id) FROM people) FROM made, room
            """);
        command.Parameters.AddRange(new NpgsqlParameter[]
        {
            new() { Value = sample.Slug }, new() { Value = sample.Name }, new() { Value = sample.Description }, new() { Value = sample.Code },
            new() { Value = sample.People.Select(p => p.First).ToArray() }, new() { Value = sample.People.Select(p => p.Last).ToArray() },
            new() { Value = sample.People.Select(p => p.Joined).ToArray() },
            new() { Value = faces.Select(face => face?.Key).ToArray() },
            new() { Value = drawings.Select(face => face.Key).ToArray() }, new() { Value = drawings.Select(face => face.Width).ToArray() },
            new() { Value = drawings.Select(face => face.Colour).ToArray() }, new() { Value = drawings.Select(face => face.Bytes).ToArray() },
        });
        await using var row = await command.ExecuteReaderAsync(cancel);
        await row.ReadAsync(cancel);
        return (new(row.GetInt64(0)), new(row.GetInt64(1)), [.. row.GetFieldValue<long[]>(2).Select(id => new UserId(id))]);
    }

    private async Task<HashSet<string>> TakenAsync(CancellationToken cancel) => await database.QueryAsync(
        "SELECT slug FROM groups WHERE slug LIKE 'sample-%'", [],
        async (row, token) =>
        {
            HashSet<string> slugs = [];
            while (await row.ReadAsync(token))
                slugs.Add(row.GetString(0));
            return slugs;
        }, cancel);
}
