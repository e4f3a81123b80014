using System.Text.Json;

namespace GroupPages.Ops.Monitoring;

/// <summary>Tells of alerts: in the log, by mail, to the webhook, and keeps the last ones for the operations page.</summary>
public sealed partial class AlertLog(IHttpClientFactory clients, AlertMail mail, Settings settings, ILogger<AlertLog> log)
{
    /// <summary>The name of the HTTP client that posts to the webhook.</summary>
    public const string Webhook = "alerts";

    private const int Kept = 50;

    private readonly Uri? webhook = settings.Alerts.Webhook is { } address && !PublicAddress.IsOfTheWeb(address)
        ? throw new SettingException($"GroupPages__Alerts__Webhook is '{address}', which is no http or https address.") : settings.Alerts.Webhook;

    private readonly Lock gate = new();
    private readonly LinkedList<AlertEvent> last = [];

    /// <summary>The last fifty, newest first.</summary>
    public IReadOnlyList<AlertEvent> Last
    {
        get
        {
            lock (gate)
                return [.. last];
        }
    }

    public async Task TellAsync(AlertEvent told, CancellationToken cancel)
    {
        lock (gate)
        {
            last.AddFirst(told);
            if (last.Count > Kept)
                last.RemoveLast();
        }
        LogAlert(told.IsRaised ? LogLevel.Error : LogLevel.Warning, told.Line);
        // A mail server that hangs must not keep the webhook from hearing of it.
        await Task.WhenAll(mail.TellAsync(told, cancel), PostAsync(told, cancel));
    }

    private async Task PostAsync(AlertEvent told, CancellationToken cancel)
    {
        if (webhook is null)
            return;
        try
        {
            using var client = clients.CreateClient(Webhook);
            using var answer = await client.PostAsJsonAsync(webhook, told, JsonSerializerOptions.Web, cancel);
            answer.EnsureSuccessStatusCode();
        }
        catch (Exception error) when (!cancel.IsCancellationRequested)
        {
            LogUnheard(error.Message);
        }
    }

    [LoggerMessage(Message = "{Alert}")]
    private partial void LogAlert(LogLevel level, string alert);

    [LoggerMessage(LogLevel.Warning, "The alerts' webhook did not take it: {Error}")]
    private partial void LogUnheard(string error);
}
