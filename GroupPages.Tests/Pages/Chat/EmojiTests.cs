using System.Globalization;
using GroupPages.Pages.Chat.Changes;
using Xunit;

namespace GroupPages.Tests.Pages.Chat;

public sealed class EmojiTests
{
    [Theory]
    [InlineData("👍")]
    [InlineData("👍🏽")]
    [InlineData("❤️")]
    [InlineData("❤️‍🔥")]
    [InlineData("👨‍👩‍👧‍👦")]
    [InlineData("👩🏻‍❤️‍💋‍👩🏿")]
    [InlineData("🧑🏿‍🚀")]
    [InlineData("🏳️‍🌈")]
    [InlineData("🏴‍☠️")]
    [InlineData("🇩🇪")]
    [InlineData("🏴󠁧󠁢󠁥󠁮󠁧󠁿")]
    [InlineData("1️⃣")]
    [InlineData("#️⃣")]
    [InlineData("☕")]
    [InlineData("🫶")]
    [InlineData("🫨")]
    [InlineData("👁️‍🗨️")]
    [InlineData("⛹🏻‍♂️")]
    [InlineData("🉐")]
    [InlineData("㊗️")]
    public void One_emoji_is_taken_as_it_is(string emoji)
    {
        Assert.Equal(emoji, Emoji.Of(emoji));
        Assert.Equal(emoji, Emoji.Of($" {emoji}\n"));
        Assert.Equal(1, new StringInfo(emoji).LengthInTextElements);
    }

    [Theory]
    [InlineData("❤", "❤️")]
    [InlineData("👍️", "👍")]
    [InlineData("☺", "☺️")]
    [InlineData("1⃣", "1️⃣")]
    [InlineData("🏳‍🌈", "🏳️‍🌈")]
    public void Two_spellings_of_one_emoji_are_one(string typed, string kept) => Assert.Equal(kept, Emoji.Of(typed));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("a")]
    [InlineData("1")]
    [InlineData("#")]
    [InlineData("ok")]
    [InlineData("👍👍")]
    [InlineData("👍 👍")]
    [InlineData("👍a")]
    [InlineData("👍\u0301")]
    [InlineData("👍\u200d")]
    [InlineData("\u200d👍")]
    [InlineData("🇩")]
    [InlineData("🇩🇪🇫🇷")]
    [InlineData("🏽")]
    [InlineData("\ufe0f")]
    [InlineData("<b>")]
    [InlineData("蘭")]
    [InlineData("й")]
    [InlineData("\ud83d")]
    [InlineData("👍\0")]
    [InlineData("👨‍👩‍👧‍👦‍👧‍👦‍👧‍👦‍👧")]
    public void Anything_else_is_none(string? typed) => Assert.Null(Emoji.Of(typed));

    [Fact]
    public void The_six_at_hand_are_spelled_in_full() => Assert.Equal(Emoji.AtHand, Emoji.AtHand.Select(Emoji.Of));
}
