namespace GroupPages.Pages.Groups.Admin.Log;

/// <summary>A page of a log as it is drawn, whoever's it is.</summary>
/// <param name="Home">The log's own address.</param>
/// <param name="Empty">What would stand here, while nothing does.</param>
public sealed record LogView(LogPage Log, LogFilter Filter, string Home, string Empty);
