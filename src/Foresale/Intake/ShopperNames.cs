using Foresale.Cleaning;
using Foresale.Events;

namespace Foresale.Intake;

/// <summary>Names that a shopper cannot have: whoever bears one could be neither read nor erased by an address, or would be taken for somebody who was erased.</summary>
internal static class ShopperNames
{
    private const string Erased = "erased:"; // and the number of a key that is gone: Foresale.Storage's LoggedEvents

    /// <summary>Notes a fault where a name of a draft is none.</summary>
    /// <param name="draft">The event.</param>
    /// <param name="field">The field of the name.</param>
    public static void Check(EventDraft draft, Field field)
    {
        if (draft.Text(field) is { } name && Found(name) is { } found)
        {
            draft.Fail("bad_name", draft.PlaceOf(field) ?? (field is Field.UserId ? "user_id" : "anonymous_id"), found, "Give the shopper another name.");
        }
    }

    // Clients, proxies and servers take a segment of one or two dots out of a path however it is escaped, and refuse a path with U+0000.
    private static string? Found(string name) => name switch
    {
        "." or ".." => $"'{name}' is no name that an address can hold: it drops out of every URL.",
        _ when name.Contains('\0', StringComparison.Ordinal) => "a character in it is U+0000, which no URL can hold.",
        _ when name.StartsWith(Erased, StringComparison.Ordinal) && name.Length > Erased.Length && !name.AsSpan(Erased.Length).ContainsAnyExceptInRange('0', '9') => $"'{IntakeText.Show(name)}' stands for a shopper who was erased.",
        _ => null,
    };
}
