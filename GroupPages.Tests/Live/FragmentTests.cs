using GroupPages.Live;
using GroupPages.Pages.Errors;
using GroupPages.Tests.Support;
using Microsoft.AspNetCore.Mvc.Razor;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace GroupPages.Tests.Live;

/// <summary>Partials drawn outside any request.</summary>
public sealed class FragmentTests(FragmentTests.Site site) : IClassFixture<FragmentTests.Site>
{
    public sealed class Site(SharedCluster shared) : TestSite(shared);

    // Making its factory means compiling an expression: for each message that was more than all the rest of the drawing.
    [Fact]
    public async Task A_partial_is_made_ready_once_however_often_it_is_drawn()
    {
        var services = site.App.Services;
        var counting = new CountingFactories(services.GetRequiredService<IRazorPageFactoryProvider>());
        var fragments = ActivatorUtilities.CreateInstance<FragmentRenderer>(services, counting);
        var drawn = new List<string>();
        for (var i = 0; i < 3; i++)
            drawn.Add(await fragments.RenderAsync("/Pages/Errors/_Error.cshtml", ErrorView.Of(404)));
        Assert.StartsWith("<!DOCTYPE html>", drawn[0], StringComparison.OrdinalIgnoreCase);
        Assert.Single(drawn.Distinct());
        Assert.Equal(1, counting.Made);
    }

    [Fact]
    public async Task A_partial_that_is_not_there_is_named()
    {
        var fragments = site.App.Services.GetRequiredService<FragmentRenderer>();
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => fragments.RenderAsync("/Pages/_Nothing.cshtml", ""));
        Assert.Contains("/Pages/_Nothing.cshtml", error.Message, StringComparison.Ordinal);
    }

    private sealed class CountingFactories(IRazorPageFactoryProvider real) : IRazorPageFactoryProvider
    {
        public int Made { get; private set; }

        public RazorPageFactoryResult CreateFactory(string relativePath)
        {
            Made++;
            return real.CreateFactory(relativePath);
        }
    }
}
