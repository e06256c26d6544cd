<# : batch half
@echo off
rem Lets the PowerShell half below find a JDK and find or fetch Maven, then runs Maven on them.
setlocal
set "MVNW_SELF=%~f0"
set "MVNW_MAVEN="
rem A PowerShell 7 further up leaves a module path here that Windows PowerShell cannot use.
set "MVNW_MODULES=%PSModulePath%"
set "PSModulePath="
for /f "usebackq tokens=1,2 delims=|" %%i in (`powershell -NoProfile -Command "Invoke-Expression ([IO.File]::ReadAllText($env:MVNW_SELF))"`) do (
  set "JAVA_HOME=%%i"
  set "MVNW_MAVEN=%%j"
)
set "PSModulePath=%MVNW_MODULES%"
if not defined MVNW_MAVEN exit /b 1
rem Without "call", which would change carets in the arguments; so nothing after this line is run.
"%MVNW_MAVEN%\bin\mvn.cmd" %*
#>

# The PowerShell half: does what mvnw does (see there) and prints "JAVA_HOME|folder of Maven".
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$least = 25

function Say($text) { [Console]::Error.WriteLine("mvnw: $text") }

# The Java version of the JDK in folder $dir; 0 if that is no JDK.
function Get-Major($dir) {
  if (-not $dir -or -not (Test-Path -LiteralPath "$dir\bin\javac.exe")) { return 0 }
  if (Test-Path -LiteralPath "$dir\release") {
    foreach ($line in [IO.File]::ReadAllLines("$dir\release")) {
      if ($line -match '^JAVA_VERSION="?(\d+)') { return [int]$Matches[1] }
    }
  }
  return (Get-Item -LiteralPath "$dir\bin\javac.exe").VersionInfo.ProductMajorPart
}

function Find-Jdk {
  $dir = "$env:JAVA_HOME".Trim('"').TrimEnd('\')
  if ((Get-Major $dir) -ge $least) { return $dir }
  $java = Get-Command java.exe -CommandType Application -ErrorAction SilentlyContinue | Select-Object -First 1
  if ($java) {
    $dir = Split-Path (Split-Path $java.Path)
    if ((Get-Major $dir) -ge $least) { return $dir }
  }
  $user = $env:USERPROFILE
  $places = "$env:ProgramFiles\*\*", "$env:LOCALAPPDATA\Programs\*\*", "$user\.jdks\*", "$user\.gradle\jdks\*",
    "$user\.sdkman\candidates\java\*", "$user\scoop\apps\*\current", "$env:SystemDrive\java\*"
  $found = $null
  $best = 0
  foreach ($javac in Get-ChildItem ($places | ForEach-Object { "$_\bin\javac.exe" }) -ErrorAction SilentlyContinue) {
    $dir = $javac.Directory.Parent.FullName
    $major = Get-Major $dir
    if ($major -ge $least -and (-not $found -or $major -lt $best)) {
      $found = $dir
      $best = $major
    }
  }
  if (-not $found) { throw "found no JDK $least or newer: install one (Temurin $least, for one) or point JAVA_HOME at it" }
  return $found
}

# An unpacked Maven of that version: ours, or one that a stock wrapper has left (two layouts).
function Find-Maven {
  $jar = "lib\maven-core-$version.jar"
  $layouts = "$parent\mvnw\$jar", "$parent\*\$jar", "$parent-bin\*\apache-maven-$version\$jar"
  Get-ChildItem $layouts -ErrorAction SilentlyContinue |
    ForEach-Object { $_.Directory.Parent.FullName } | Select-Object -First 1
}

# Puts the archive at $zip through an installed mvn, whose mirrors and proxies then apply.
function Get-ThroughMaven($mvn) {
  $ErrorActionPreference = 'Continue'
  # A folder with an .mvn of its own, so that no project's settings above it apply.
  New-Item -ItemType Directory "$tmp\.mvn" | Out-Null
  Push-Location -LiteralPath $tmp
  $null | & $mvn -B 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy' `
    "-Dartifact=org.apache.maven:apache-maven:${version}:zip:bin" '-DoutputDirectory=.' 2>&1 | Out-File -Encoding ascii "$tmp\log"
  Pop-Location
}

function Get-Maven {
  try { New-Item -ItemType Directory -Force $tmp | Out-Null } catch { throw "cannot write to $parent" }
  $zip = "$tmp\apache-maven-$version-bin.zip"
  $tried = ''
  $mvn = Get-Command mvn.cmd -CommandType Application -ErrorAction SilentlyContinue | Select-Object -First 1
  if ($mvn) {
    Say "fetching Maven $version through $($mvn.Path) ..."
    Get-ThroughMaven $mvn.Path
    $tried = "through $($mvn.Path) or "
  }
  if (-not (Test-Path -LiteralPath $zip)) {
    Say "fetching Maven $version from $url ..."
    try {
      [Net.ServicePointManager]::SecurityProtocol = 'Tls12'
      (New-Object Net.WebClient).DownloadFile($url, "$zip.part")
      [IO.File]::Move("$zip.part", $zip)
    } catch {
      Add-Content -LiteralPath "$tmp\log" "$_"
      Copy-Item -LiteralPath "$tmp\log" "$parent\fetch.log"
      throw "could not get Maven $version ${tried}from $url (details: $parent\fetch.log)"
    }
  }
  if ($sum -and (Get-FileHash -LiteralPath $zip -Algorithm SHA512).Hash -ne $sum) {
    throw "the Maven $version that came does not have the SHA-512 pinned in ${pins}: not used"
  }
  Add-Type -AssemblyName System.IO.Compression.FileSystem
  [IO.Compression.ZipFile]::ExtractToDirectory($zip, "$tmp\unpacked")
  # One rename puts it in place; of two first runs at once, the second finds the place taken and uses that.
  # A virus scanner may hold the new files for a moment.
  foreach ($attempt in 1..10) {
    try { [IO.Directory]::Move("$tmp\unpacked\apache-maven-$version", "$parent\mvnw") } catch { }
    $maven = Find-Maven
    if ($maven) { return $maven }
    Start-Sleep -Milliseconds 500
  }
  throw "could not put Maven $version at $parent\mvnw"
}

try {
  $env:JAVA_HOME = Find-Jdk
  $pins = "$(Split-Path $env:MVNW_SELF)\.mvn\wrapper\maven-wrapper.properties"
  if (-not (Test-Path -LiteralPath $pins)) { throw "cannot read $pins" }
  $url = $sum = ''
  foreach ($line in [IO.File]::ReadAllLines($pins)) {
    if ($line -match '^distributionUrl=(.*\S)') { $url = $Matches[1] }
    if ($line -match '^distributionSha512Sum=(.*\S)') { $sum = $Matches[1] }
  }
  if ($url -notmatch '/apache-maven-(\d[^/]*)-bin\.zip$') {
    throw "distributionUrl in $pins must end in apache-maven-VERSION-bin.zip"
  }
  $version = $Matches[1]
  $store = $env:MAVEN_USER_HOME
  if (-not $store) { $store = "$env:USERPROFILE\.m2" }
  $parent = [IO.Path]::GetFullPath("$store\wrapper\dists\apache-maven-$version")
  $tmp = "$parent\.fetch.$PID"
  $maven = Find-Maven
  if (-not $maven) { $maven = Get-Maven }
  [Console]::Out.WriteLine("$env:JAVA_HOME|$maven")
} catch {
  Say $_.Exception.Message
} finally {
  if ($tmp -and (Test-Path -LiteralPath $tmp)) { Remove-Item -LiteralPath $tmp -Recurse -Force -ErrorAction SilentlyContinue }
}
