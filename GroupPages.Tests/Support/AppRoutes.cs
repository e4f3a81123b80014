using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;

namespace GroupPages.Tests.Support;

/// <summary>One thing a program answers to, such as <c>POST /g/{slug}/chat</c>.</summary>
public sealed record AppRoute(string Method, string Template)
{
    public override string ToString() => $"{Method} {Template}";
}

/// <summary>Every route of a running program, from the program itself: a new one cannot be overlooked.</summary>
public static class AppRoutes
{
    /// <summary>Pages with a method for each handler, and other endpoints; no static files.</summary>
    public static async Task<IReadOnlyList<AppRoute>> OfAsync(TestSite site)
    {
        var loader = site.App.Services.GetRequiredService<PageLoader>();
        var routes = new List<AppRoute>();
        foreach (var endpoint in site.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
        {
            var template = "/" + endpoint.RoutePattern.RawText!.TrimStart('/');
            // The second is how a developer's machine serves files that are newer than the build.
            if (endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is not null || template == "/{**path:file}") continue;
            IEnumerable<string> methods = endpoint.Metadata.GetMetadata<PageActionDescriptor>() is { } page
                ? (await loader.LoadAsync(page, endpoint.Metadata)).HandlerMethods.Select(handler => handler.HttpMethod.ToUpperInvariant())
                : endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods;
            // HEAD is GET without its body.
            routes.AddRange(methods.Where(method => method != "HEAD").Select(method => new AppRoute(method, template)));
        }
        return [.. routes.Distinct()];
    }

    /// <summary>Every named handler of every page, such as <c>POST /g/{slug}/admin/members?handler=Ban</c>; those that a route itself names are its row's.</summary>
    public static async Task<IReadOnlyList<string>> HandlersOfAsync(TestSite site)
    {
        var loader = site.App.Services.GetRequiredService<PageLoader>();
        List<string> handlers = [];
        foreach (var endpoint in site.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
        {
            var template = "/" + endpoint.RoutePattern.RawText!.TrimStart('/');
            if (endpoint.Metadata.GetMetadata<PageActionDescriptor>() is not { } page || template.Contains("{handler", StringComparison.Ordinal)) continue;
            handlers.AddRange((await loader.LoadAsync(page, endpoint.Metadata)).HandlerMethods.Where(handler => !string.IsNullOrEmpty(handler.Name))
                .Select(handler => $"{handler.HttpMethod.ToUpperInvariant()} {template}?handler={handler.Name}"));
        }
        return [.. handlers.Distinct()];
    }
}
