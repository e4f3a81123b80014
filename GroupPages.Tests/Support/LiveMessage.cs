using System.Globalization;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace GroupPages.Tests.Support;

/// <summary>What a <c>message</c> event brings, taken apart as the page does it.</summary>
/// <param name="Change">The event's id: the number of the change.</param>
/// <param name="Item">The one element in its data.</param>
public sealed record LiveMessage(long Change, IElement Item)
{
    /// <summary>The number of the message's creation.</summary>
    public long Seq => long.Parse(Item.GetAttribute("data-seq")!, CultureInfo.InvariantCulture);

    /// <summary>Its words, or what stands in their place.</summary>
    public string Text => Item.QuerySelector(".bubble")!.TextContent.Trim();

    /// <exception cref="FormatException">The event is not one message.</exception>
    public static LiveMessage Of(ServerEvent from)
    {
        var body = new HtmlParser().ParseDocument("<ol>" + from.Data + "</ol>").QuerySelector("ol")!;
        if (from.Name != "message" || body.Children is not [{ LocalName: "li" } item])
            throw new FormatException($"Not one message: {from}");
        return new(long.Parse(from.Id!, CultureInfo.InvariantCulture), item);
    }

    /// <summary>Takes the next events of a stream, which must be messages.</summary>
    public static async Task<IReadOnlyList<LiveMessage>> TakeAsync(EventStream stream, int count)
    {
        List<LiveMessage> messages = [];
        while (messages.Count < count)
            messages.Add(Of(await stream.NextAsync(TimeSpan.FromSeconds(10)) ?? throw new FormatException("The stream ended.")));
        return messages;
    }
}
