namespace GroupPages.Ops;

/// <summary>A setting is missing or wrong; the message says which and what it may be, for the operator to read.</summary>
public sealed class SettingException(string message) : Exception(message);
