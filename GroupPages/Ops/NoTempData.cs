using Microsoft.AspNetCore.Mvc.ViewFeatures;

namespace GroupPages.Ops;

/// <summary>Nothing is kept between two requests: what a page needs after a redirect stands in its address.</summary>
internal sealed class NoTempData : ITempDataProvider
{
    public IDictionary<string, object> LoadTempData(HttpContext context) => new Dictionary<string, object>();

    public void SaveTempData(HttpContext context, IDictionary<string, object> values) { }
}
