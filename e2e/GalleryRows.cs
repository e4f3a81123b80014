using GroupPages.Tests.Support;

namespace GroupPages.E2E;

/// <summary>Who and what is in the gallery's groups.</summary>
internal static class GalleryRows
{
    // Long, short, right to left, without spaces, with letters from elsewhere: what names are.
    private static readonly string[] FirstNames =
    [
        "Annelise", "Tomás", "Grace", "Ji-woo", "Maximiliane-Friederike", "محمد", "רבקה", "Ivy", "Noah", "Þórbjörg",
        "Wolfeschlegelsteinhausenbergerdorff", "Bo", "Samir", "Ruth", "蘭", "Ngọc",
    ];

    private static readonly string[] LastNames = ["Moore", "Rivera", "Okafor", "Park", "", "عبد الرحمن", "לוי", "van der Westhuizen-Papadopoulos"];

    private static readonly string[] Words =
    [
        "Welcome everybody who joined tonight! Rehearsal is in the small hall from next week on.",
        "Thanks! I’m the one with the loud bass voice, sorry in advance 😄",
        "Could someone send me the alto part of the Rutter?",
        "It’s on the stand by the door. Take a photo of it, everyone does: https://example.org/a/very/long/address/that/goes/on/and/on?and=on",
        "ok",
        "مرحبا بالجميع، أراكم يوم الخميس",
        "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
    ];

    /// <summary>Two pages of people, five of them new today, and 120 messages.</summary>
    public static async Task FillAsync(this TestGroup group)
    {
        await group.Site.SqlAsync("""
            WITH people AS (
                INSERT INTO users (first_name, last_name, created_at)
                SELECT ($2::text[])[1 + n % cardinality($2)], ($3::text[])[1 + n / 3 % cardinality($3)], now() FROM generate_series(0, 64) n
                RETURNING id),
            numbered AS (SELECT id, row_number() OVER (ORDER BY id) AS n FROM people)
            INSERT INTO memberships (group_id, user_id, role_id, joined_at)
            SELECT $1, id, 2, CASE WHEN n <= 4 THEN now() - n * interval '5 minutes' ELSE now() - n * interval '2 days' END FROM numbered
            """, group.Id, FirstNames, LastNames);
        await group.Site.SqlAsync("""
            WITH authors AS (SELECT array_agg(user_id ORDER BY user_id) AS ids FROM memberships WHERE group_id = $1),
            posted AS (
                INSERT INTO messages (conversation_id, seq, changed_seq, number, author_id, text, created_at, deleted_at, edited_at)
                SELECT $2, n, n, n, ids[1 + n / 2 % 5], ($3::text[])[1 + n % cardinality($3)], now() - (130 - n) * interval '9 minutes',
                    CASE WHEN n = 115 THEN now() END, CASE WHEN n = 117 THEN now() END
                FROM generate_series(1, 120) n, authors RETURNING seq)
            UPDATE conversations SET last_seq = 120, message_count = 120 WHERE id = $2
            """, group.Id, group.Room, Words);
    }

    /// <summary>Two people with portraits, a logo, and photos: one, two, three, four, and one that is very wide.</summary>
    public static async Task FillAlbumAsync(this TestGroup group)
    {
        await group.LetNewcomersShareAsync();
        using var ann = await group.JoinAsync("Ann");
        foreach (var phone in new[] { ann, group.Leader })
            (await phone.PostPortraitAsync(SamplePhotos.Jpeg(600, 700))).Dispose();
        (await group.Leader.PostPortraitAsync(SamplePhotos.Jpeg(600, 600), path: $"{group.Path}/admin/logo")).Dispose();
        foreach (var (phone, text, count) in new[] { (ann, "", 1), (group.Leader, "Two of the hall", 2), (ann, "", 3), (group.Leader, "", 4) })
            await phone.PostPhotosAsync($"{group.Path}/chat", text, Enumerable.Range(1, count).Select(i => ($"{i}.jpg", SamplePhotos.Jpeg(900 + i * 100, 1200 - i * 150))));
        await ann.PostPhotosAsync($"{group.Path}/chat", "From the tower", [("wide.jpg", SamplePhotos.Jpeg(8_000, 500))]);
    }
}
