using System.Collections.Concurrent;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Razor;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewEngines;
using Microsoft.AspNetCore.Mvc.ViewFeatures;

namespace GroupPages.Live;

/// <summary>
/// Renders a partial outside any request: the very file that pages draw with. Without the view engine, whose buffers, layout and
/// start pages a fragment has no use for and which cost more than the drawing.
/// </summary>
internal sealed class FragmentRenderer(
    IRazorPageFactoryProvider pages, IRazorPageActivator activator, ITempDataProvider tempData, IModelMetadataProvider metadata, IServiceScopeFactory scopes)
{
    private static readonly ActionDescriptor NoAction = new();
    private static readonly HtmlHelperOptions Options = new();

    // The provider compiles an expression each time it is asked: half a millisecond, more than all the rest of a drawing.
    private readonly ConcurrentDictionary<string, Func<IRazorPage>> makers = new();

    /// <param name="path">The partial, from the root of the project: <c>/Pages/Chat/_Message.cshtml</c>.</param>
    public async Task<string> RenderAsync<T>(string path, T model)
    {
        await using var scope = scopes.CreateAsyncScope();
        var http = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        await using var text = new StringWriter();
        var page = makers.GetOrAdd(path, Maker)();
        var data = new ViewDataDictionary<T>(metadata, new ModelStateDictionary()) { Model = model };
        page.ViewContext = new ViewContext(
            new ActionContext(http, new RouteData(), NoAction), new Fragment(path), data, new TempDataDictionary(http, tempData), text, Options)
        {
            ExecutingFilePath = path,
        };
        activator.Activate(page, page.ViewContext);
        await page.ExecuteAsync();
        return text.ToString().Trim();
    }

    private Func<IRazorPage> Maker(string path) =>
        pages.CreateFactory(path).RazorPageFactory ?? throw new InvalidOperationException($"There is no partial {path}.");

    // What a partial sees as its view.
    private sealed record Fragment(string Path) : IView
    {
        public Task RenderAsync(ViewContext context) => throw new NotSupportedException();
    }
}
