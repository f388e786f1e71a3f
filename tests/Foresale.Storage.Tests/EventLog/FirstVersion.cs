namespace Foresale.Storage.Tests.EventLog;

/// <summary>Bytes as the first version wrote them.</summary>
internal static class FirstVersion
{
    public const string Event = "";
}
