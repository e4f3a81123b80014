namespace GroupPages.Data;

/// <summary>Whether this process hears what changes in the database: set by the listener, asked by snapshots and <c>/readyz</c>.</summary>
public sealed class NewsState
{
    private volatile bool isListening;

    public bool IsListening
    {
        get => isListening;
        set => isListening = value;
    }
}
