namespace GroupPages.Ops;

/// <summary><c>GroupPages health</c>: asks the program on this machine whether it is alive, for containers that have no other way to ask.</summary>
internal static class HealthCommand
{
    public static async Task<int> RunAsync(WebApplicationBuilder builder)
    {
        var said = PublicAddress.ListeningBy(builder.Configuration);
        // Where it listens on every address, it listens on this one.
        var address = BindingAddress.Parse(said);
        var host = address.Host is "*" or "+" or "0.0.0.0" or "[::]" ? "127.0.0.1" : address.Host;
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(4) };
        try
        {
            using var answer = await http.GetAsync(new Uri($"{address.Scheme}://{host}:{address.Port}/healthz"));
            return answer.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
        {
            await Console.Error.WriteLineAsync($"No answer from {said}: {error.Message}");
            return 1;
        }
    }
}
