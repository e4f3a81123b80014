using System.Globalization;
using System.Text.Json;
using GroupPages.Data;
using GroupPages.Pages.Chat;

namespace GroupPages.Live;

/// <summary>
/// A new message as its news carries it (sql/0040): <c>t:{conversation}:{seq}:[author, first name, last name, face, key, µs
/// since 1970, text]</c>.
/// </summary>
internal static class ToldMessage
{
    public static bool IsOne(string payload) => payload.StartsWith("t:", StringComparison.Ordinal);

    /// <summary>Null for what is not ours: the channel is open to whoever has the database.</summary>
    public static MessageView? Read(string payload)
    {
        try
        {
            var numbers = payload.IndexOf(':', 2);
            var json = payload.IndexOf(':', numbers + 1);
            var conversation = Number(payload.AsSpan(2, numbers - 2));
            var seq = Number(payload.AsSpan(numbers + 1, json - numbers - 1));
            using var told = JsonDocument.Parse(payload.AsMemory(json + 1));
            var row = told.RootElement;
            return new(new(conversation), seq, seq, new UserId(row[0].GetInt64()), row[1].GetString()!, row[2].GetString()!, row[6].GetString()!,
                row[4].GetString(), DateTimeOffset.UnixEpoch.AddMicroseconds(row[5].GetInt64()), IsEdited: false, IsDeleted: false, IsHidden: false)
            {
                Face = row[3].GetString(),
            };
        }
        catch (Exception error) when (error is ArgumentException or FormatException or JsonException or InvalidOperationException or IndexOutOfRangeException or OverflowException)
        {
            return null;
        }
    }

    private static long Number(ReadOnlySpan<char> digits) => long.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
}
