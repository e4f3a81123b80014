using GroupPages.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace GroupPages.Access;

/// <summary>
/// Hashes and checks passwords: slow on purpose, so never with a database connection in hand, and only so many at once that
/// the chat keeps most of the processor.
/// </summary>
/// <param name="iterations">PBKDF2 rounds with HMAC-SHA512. OWASP asks for 210,000 (Password Storage Cheat Sheet, 2023).</param>
public sealed class PasswordWork(int iterations = 210_000) : IDisposable
{
    // A hash takes about 0.1 s; who stands further back would wait longer than the 5 s a phone's owner does.
    private const int LongestQueue = 40;

    private readonly PasswordHasher<User> hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = iterations }));
    private readonly SemaphoreSlim turns = new(Math.Max(1, Environment.ProcessorCount / 2));
    private readonly Lazy<string> nobodys = new(() =>
        new PasswordHasher<User>(Options.Create(new PasswordHasherOptions { IterationCount = iterations })).HashPassword(null!, Secret.NewToken()));
    private int waiting;
    private long done;

    /// <summary>How many hashes were computed; the same for known and unknown accounts.</summary>
    public long Done => Interlocked.Read(ref done);

    /// <summary>The hash to store; null when too many wait.</summary>
    public Task<string?> HashAsync(string password, CancellationToken cancel) =>
        InTurnAsync(() => hasher.HashPassword(null!, password), cancel);

    /// <summary>
    /// Which of the hashes a password belongs to. One that is null is checked all the same, against nobody's: whether there
    /// was one must not show in the time. What comes after the right one is not looked at.
    /// </summary>
    /// <returns>The place of the right one, -1 for none; null when too many wait.</returns>
    public async Task<int?> FindAsync(string password, IReadOnlyList<string?> hashes, CancellationToken cancel)
    {
        for (var at = 0; at < hashes.Count; at++)
        {
            var hash = hashes[at];
            var isRight = await InTurnAsync<bool?>(
                () => hasher.VerifyHashedPassword(null!, hash ?? nobodys.Value, password) != PasswordVerificationResult.Failed && hash is not null, cancel);
            if (isRight is null)
                return null;
            if (isRight is true)
                return at;
        }
        return -1;
    }

    public void Dispose() => turns.Dispose();

    private async Task<T?> InTurnAsync<T>(Func<T> work, CancellationToken cancel)
    {
        if (Interlocked.Increment(ref waiting) > LongestQueue)
        {
            Interlocked.Decrement(ref waiting);
            return default;
        }
        try
        {
            await turns.WaitAsync(cancel);
            try
            {
                Interlocked.Increment(ref done);
                return work();
            }
            finally
            {
                turns.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }
}
