# Makes Foresale a Windows service that starts with the machine. Run it as administrator.
param(
    [string] $Program = "C:\Foresale\Foresale.Server.exe",
    [string] $Data = "C:\ProgramData\Foresale",
    [string] $Urls = "http://127.0.0.1:8080"
)
$ErrorActionPreference = "Stop"
New-Service -Name Foresale -DisplayName Foresale -StartupType Automatic -BinaryPathName "`"$Program`" --data `"$Data`" --urls $Urls"
# After a fault it starts again; after exit code 2 (a setting of yours) it would fail again, and gives up after three times.
sc.exe failure Foresale reset= 86400 actions= restart/5000/restart/30000/restart/60000
