using System.IO.Compression;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using GroupPages.Access;
using GroupPages.Data;
using GroupPages.Live;
using GroupPages.Ops;
using GroupPages.Pages;
using GroupPages.Pages.Account;
using GroupPages.Pages.Admin;
using GroupPages.Pages.Chat;
using GroupPages.Pages.Chat.Changes;
using GroupPages.Pages.Chat.Mute;
using GroupPages.Pages.Chat.Reporting;
using GroupPages.Pages.Chat.Search;
using GroupPages.Pages.Groups.Admin;
using GroupPages.Pages.Groups.Admin.Chat;
using GroupPages.Pages.Groups.Admin.Members;
using GroupPages.Pages.Groups.Admin.Reports;
using GroupPages.Pages.Groups.Code;
using GroupPages.Pages.Groups.People;
using GroupPages.Pages.Groups.Quiz;
using GroupPages.Pages.Join;
using GroupPages.Pages.Me;
using GroupPages.Pages.Me.Blocked;
using GroupPages.Pages.Me.Export;
using GroupPages.Pages.Me.Leaving;
using GroupPages.Pages.Me.Notices;
using GroupPages.Pages.Me.Users;
using GroupPages.Work;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.WebEncoders;

namespace GroupPages;

/// <summary>What the program is made of.</summary>
internal static class Registration
{
    // No form of ours is longer: a message of 4,000 signs, percent-encoded, is 48 KB. FormReading raises it where photos are sent.
    private const int LargestBody = 128 * 1024;

    public static void AddOps(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        // The console alone: each further one would keep a scope for each connection, and nobody reads them.
        builder.Logging.ClearProviders().AddConsole();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.ConfigureEndpointDefaults(listen => listen.UseWriteThrough());
            kestrel.Limits.MaxRequestBodySize = LargestBody;
            // What may wait unread on a connection, the junk that somebody sends behind the request of a stream included: 1 MB by default.
            kestrel.Limits.MaxRequestBufferSize = 64 * 1024;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(75);
        });
        // Without people to let go, Ctrl-C ends everything within 5 s: the streams at once, what is under way soon.
        services.AddOptions<HostOptions>().Configure<IConfiguration>((host, configuration) => host.ShutdownTimeout = Drain.Patience(configuration));
        services.AddOptions<ForwardedHeadersOptions>().Configure<Settings>((headers, settings) =>
        {
            headers.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
            foreach (var network in Proxies.Parse(settings.Proxies))
                headers.KnownIPNetworks.Add(network);
        });
        services.AddResponseCompression(compression => compression.EnableForHttps = true);
        services.Configure<BrotliCompressionProviderOptions>(brotli => brotli.Level = CompressionLevel.Fastest);
        // Names in any script go out as they are; the encoder's own choice would be entities, several bytes each.
        services.Configure<WebEncoderOptions>(web => web.TextEncoderSettings = new TextEncoderSettings(UnicodeRanges.All));
        services.AddExceptionHandler<Failures>();
        services.AddSingleton<PublicAddress>();
        services.AddSingleton<SharedTries>();
        services.AddSingleton<Limits>();
    }

    public static void AddAccess(this IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.AddSingleton<Sessions>();
        services.AddSingleton<GroupSnapshots>();
        services.AddSingleton<JoinCodes>();
        services.AddSingleton<MetMarks>();
        services.AddSingleton<Blocks>();
        services.AddSingleton<Conversations>();
        services.AddSingleton<LoginCodes>();
        services.AddScoped<CurrentUser>();
        services.AddScoped<GroupAccess>();
        services.AddScoped<ConversationAccess>();
        services.AddHostedService<SessionWriter>();
    }

    public static void AddLive(this IServiceCollection services)
    {
        services.AddSingleton<NewsBox>();
        services.AddSingleton<FragmentRenderer>();
        services.AddSingleton<RoomReader>();
        services.AddSingleton<Rooms>();
        services.AddSingleton<LiveStreams>();
        services.AddSingleton<MemberNewsQuery>();
        services.AddSingleton<PeopleNews>();
        services.AddSingleton<Replay>();
        services.AddSingleton<ReadMarks>();
        services.AddSingleton<UnreadQuery>();
        services.AddSingleton<Unread>();
        services.AddSingleton<LiveDoor>();
        services.AddSingleton<LiveEndpoint>();
        services.AddHostedService<Listener>();
        services.AddHostedService<Turns>();
        services.AddHostedService<Pulse>();
        services.AddHostedService<ReadMarkWriter>();
        services.AddHostedService<UnreadTeller>();
        services.AddSingleton<Drain>();
        services.AddHostedService(all => all.GetRequiredService<Drain>());
        services.AddHostedService(all =>
        {
            // There from the start: what another process tells of a limit that nobody here has asked yet counts, too.
            all.GetRequiredService<SignInLimits>();
            all.GetRequiredService<Limits>();
            return all.GetRequiredService<SharedTries>();
        });
    }

    public static void AddSlices(this IServiceCollection services)
    {
        services.AddRazorPages().AddViewOptions(view => view.HtmlHelperOptions.ClientValidationEnabled = false)
            .AddRazorPagesOptions(pages =>
            {
                pages.Conventions.ConfigureFilter(new IgnoreAntiforgeryTokenAttribute()).ConfigureFilter(new HandledMethods()).ConfigureFilter(new PartsForHtmx());
                pages.Conventions.AddFolderApplicationModelConvention("/Me", page => page.Filters.Add(new TypeFilterAttribute<OnlyGroupFrame>()));
                pages.Conventions.AddPageApplicationModelConvention("/Chat/Search/Index", page => page.Filters.Add(new TypeFilterAttribute<OnlyGroupFrame>()));
            });
        services.AddOutputCache(cache =>
        {
            // A page of 50 people is 6 KB compressed: room for some five thousand readers.
            cache.SizeLimit = 32 * 1024 * 1024;
            cache.MaximumBodySize = 256 * 1024;
            cache.AddBasePolicy(new RenderedPeople());
        });
        services.AddSingleton<ITempDataProvider, NoTempData>();
        // MVC brings data protection along; nothing here is protected by it, so its keys need not be kept.
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services.AddSingleton<JoinDoor>();
        services.AddSingleton<JoinCommand>();
        services.AddSingleton<Refusals>();
        services.AddSingleton<PeopleQuery>();
        services.AddSingleton<Lobby>();
        services.AddSingleton<RenderedCards>();
        services.AddSingleton<MarkMetCommand>();
        services.AddSingleton<PersonalCodeCommand>();
        services.AddSingleton<MessagesQuery>();
        services.AddSingleton<ConversationPeople>();
        services.AddSingleton<PostMessageCommand>();
        services.AddSingleton<ChatPhotos>();
        services.AddScoped<MessageDoor>();
        services.AddSingleton<HiddenMessageQuery>();
        services.AddSingleton<EditMessageCommand>();
        services.AddSingleton<DeleteMessageCommand>();
        services.AddSingleton<HideMessageCommand>();
        services.AddSingleton<ReactCommand>();
        services.AddSingleton<ConversationTools>();
        services.AddSingleton<ConversationsQuery>();
        services.AddSingleton<DirectQuery>();
        services.AddSingleton<PeopleToWriteQuery>();
        services.AddSingleton<StartConversationCommand>();
        services.AddSingleton<LeaveCommand>();
        services.AddSingleton<RenameConversationCommand>();
        services.AddSingleton<ReadAllCommand>();
        services.AddAccounts();
        services.AddMembers();
        services.AddProfiles();
        services.AddQuiz();
        services.AddDesk();
        services.AddDoor();
        services.AddSingleton<MyGroupsQuery>();
        services.AddSingleton<DeleteAccountCommand>();
        services.AddSingleton<ExportQuery>();
        services.AddSingleton<ExportZip>();
        services.AddManagedUsers();
        services.AddWork();
        services.AddSingleton<NoticesQuery>();
        services.AddSingleton<ReadNoticeCommand>();
        services.AddSingleton<BlockCommand>();
        services.AddSingleton<BlockedPeopleQuery>();
        services.AddSingleton<SearchQuery>();
        services.AddSingleton<ReportCommand>();
        services.AddSingleton<ReportableQuery>();
        services.AddSingleton<MuteCommand>();
        services.AddSingleton<ReportsQuery>();
        services.AddSingleton<HandleReportCommand>();
        services.AddSingleton<RoomRulesCommand>();
        services.AddSingleton(all => new CapacityQuery(
            all.GetRequiredService<Database>(), all.GetRequiredService<LiveStreams>(), all.GetRequiredService<Settings>().Alerts,
            all.GetRequiredService<TimeProvider>()));
    }

    /// <summary>
    /// Says that authentication and authorization are there already: MVC brings them along, and the web application would
    /// put them before everything. Ours are others (docs/decisions/0002), and each stream would keep what they leave behind.
    /// </summary>
    public static void LeaveOutAuthentication(this IApplicationBuilder app)
    {
        app.Properties["__AuthenticationMiddlewareSet"] = true;
        app.Properties["__AuthorizationMiddlewareSet"] = true;
    }

    /// <summary>While the program is about to stop, each connection ends with the answer it is used for.</summary>
    public static void UseDraining(this WebApplication app)
    {
        var drain = app.Services.GetRequiredService<Drain>();
        app.Use(next => http =>
        {
            // HTTP/2 has a word of its own for it (GOAWAY), which Kestrel says when it stops.
            if (drain.HasBegun && HttpProtocol.IsHttp11(http.Request.Protocol))
                http.Response.Headers.Connection = "close";
            return next(http);
        });
    }

    /// <summary>The streams, before everything that a page needs and a stream would carry along.</summary>
    public static void UseLive(this WebApplication app)
    {
        var live = app.Services.GetRequiredService<LiveEndpoint>();
        app.Use(next => http =>
        {
            if (!HttpMethods.IsGet(http.Request.Method) || http.Request.Path != "/live")
                return next(http);
            if (http.Features.Get<IHttpMetricsTagsFeature>() is { } metrics)
                metrics.MetricsDisabled = true;
            return live.RunAsync(http, next);
        });
        // Whom UseLive does not serve: the same 404 as for a page that is not there.
        app.MapGet("/live", () => Results.NotFound());
    }
}
