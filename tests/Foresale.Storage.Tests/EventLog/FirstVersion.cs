namespace Foresale.Storage.Tests.EventLog;

/// <summary>Bytes as the first version wrote them.</summary>
internal static class FirstVersion
{
    public const string Event =
        "CIC458+lMhK5AQgHEIGAzqalMhgEIgRzaG9lKgVzaG9lczIAQgNFVVJIwLgCUAFYZGKBAdO6omqH3Ecqr1+Rm2jEmz27ytkiMEjdHuyMJUu/s0zjWN2/xvTH"
        + "GjWG/U2e1bQNRU06HlLS+HJEcSBBbJx92NGA/KGCPPZpiBHFQx51S+7+ne4F/erlflixb9iFCmz451UM6khYews9AV0famQswaL1rlnPOEnM6CKdaSyWf6nARGipEoIBCDEyLjM0NTY3";
}
