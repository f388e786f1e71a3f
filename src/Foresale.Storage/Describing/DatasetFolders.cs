namespace Foresale.Storage.Describing;

/// <summary>Names inside a dataset folder that a description reads.</summary>
internal static class DatasetFolders
{
    public const string Events = "events";
    public const string Users = "users.parquet";
    public const string Items = "items.parquet";
}
