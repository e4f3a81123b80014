using System.Globalization;
using GroupPages;
using GroupPages.Access;
using GroupPages.Data;
using GroupPages.Media;
using GroupPages.Ops;
using GroupPages.Ops.Monitoring;
using GroupPages.Pages.Errors;

// The words are English; so are dates and numbers among them, whatever the machine speaks. The threads' default alone: a current
// culture would travel with each await.
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;

var builder = WebApplication.CreateBuilder(Startup.OptionsFor(args));
if (Commands.Named(args) is { } command)
    return await Startup.ExplainAsync(() => command(builder));
return await Startup.ExplainAsync(ServeAsync);

async Task<int> ServeAsync()
{
    await using var storage = await builder.AddStorageAsync();
    builder.AddOps();
    builder.AddMonitoring();
    builder.AddErrorReports();
    builder.Services.AddAccess();
    builder.Services.AddLive();
    builder.Services.AddMedia();
    builder.Services.AddSlices();
    builder.Services.AddSamples();

    var app = builder.Build();

    app.LeaveOutAuthentication();
    app.UseForwardedHeaders();
    app.UseDraining();
    app.UseRoles();
    app.UseLive();
    app.UseSecurityHeaders();
    app.UseStatusCodePages(ErrorPages.WriteAsync);
    app.UseExceptionHandler(_ => { });
    app.UseMiddleware<SameOrigin>();
    app.UseRouting();
    app.UseMiddleware<SessionCookie>();
    app.UseMiddleware<OldAddress>();
    app.UseMiddleware<FormReading>();
    app.UseWhen(http => HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method), pages => pages.UseOutputCache());
    app.UseResponseCompression();

    app.MapStaticAssets();
    app.MapHealth();
    app.MapMetrics();
    app.MapPhotos();
    app.MapAppIcons();
    app.MapRazorPages().WithStaticAssets();

    await app.PrepareAsync(storage);
    await app.RunAsync();
    return 0;
}

/// <summary>The program; public so that tests can start it.</summary>
public partial class Program;
