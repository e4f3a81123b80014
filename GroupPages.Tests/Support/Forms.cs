using AngleSharp.Html.Dom;

namespace GroupPages.Tests.Support;

/// <summary>A page's form as somebody fills it in.</summary>
public static class Forms
{
    /// <summary>Sends the page's long form as it stands, with some fields typed anew.</summary>
    public static Task<HttpResponseMessage> SendAsync(Phone phone, IHtmlDocument page, params (string Name, string Value)[] typed)
    {
        var form = (IHtmlFormElement)page.QuerySelector("form[data-unsaved]")!;
        var fields = form.Elements.OfType<IHtmlElement>().Select(element => element switch
        {
            IHtmlInputElement input => (input.Name, input.Value),
            IHtmlTextAreaElement area => (area.Name, area.Value),
            IHtmlSelectElement select => (select.Name, select.Value),
            _ => (null, null),
        }).Where(field => field.Name is not null && !typed.Any(one => one.Name == field.Name)).Select(field => (field.Name!, field.Value ?? ""));
        return phone.PostAsync(form.GetAttribute("action")!, [.. fields, .. typed]);
    }
}
