namespace GroupPages.Work;

/// <summary>What a mail says, in the same words as text and as HTML.</summary>
/// <param name="Before">Paragraphs above the button.</param>
/// <param name="Button">The one thing to do.</param>
/// <param name="Path">Where it leads, from the root of the site.</param>
/// <param name="After">Paragraphs below it.</param>
internal sealed record Letter(string Subject, string[] Before, string Button, string Path, string[] After)
{
    /// <summary>What it lists, each with its own link.</summary>
    public IReadOnlyList<LetterItem> Items { get; init; } = [];

    /// <summary>Where its reader ends letters of this kind, from the root of the site; null for those that nobody can.</summary>
    public string? Unsubscribe { get; init; }

    private const string Once = "The link works once, within an hour.";

    /// <summary>The letter of a kind, with the token of its link.</summary>
    public static Letter Of(string kind, string token) => kind switch
    {
        "confirm" => new("Confirm your email address",
            ["This address was given for an account on GroupPages. If that was you, please confirm it."],
            "Confirm this address", $"/confirm/{token}",
            [Once, "If it was not you, just delete this mail: nothing happens without the button."]),
        "taken" => new("You have an account already",
            ["Somebody, probably you, signed up with this address. It belongs to your account already: you need no second one."],
            "Sign in to my account", $"/login/link/{token}",
            [Once, "If it was not you, just delete this mail: nobody got in."]),
        "sign-in" => new("Your link to sign in",
            ["Here is the link you asked for. Open it on the phone or computer that you want to use."],
            "Sign in", $"/login/link/{token}",
            [Once, "If you did not ask for it, just delete this mail. Never pass it on: whoever opens it is you."]),
        "reset" => new("Choose a new password",
            ["Here is the link you asked for."],
            "Choose a new password", $"/reset/{token}",
            [Once, "If you did not ask for it, just delete this mail: your password stays as it is."]),
        "password-changed" => new("Your password was changed",
            ["The password of your account was just changed or removed, and your other phones were signed out. If that was you, all is well."],
            "It was not me", "/reset",
            ["The button lets you choose a new password, and signs everybody else out."]),
        "email-changed" => new("Your email address was changed",
            ["The email address of your account was just changed or removed. This one no longer signs you in."],
            "Sign in and look", "/me/sign-in",
            ["If it was not you, tell a leader of your group, or whoever runs this site, at once."]),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such letter."),
    };
}

/// <summary>A line of a letter.</summary>
/// <param name="Path">Where it leads, from the root of the site.</param>
internal sealed record LetterItem(string Title, string Words, string Path);

/// <summary>A letter as the mail's HTML shows it.</summary>
internal sealed record LetterView(Letter Letter, string Greeting, string Link, string Site);
