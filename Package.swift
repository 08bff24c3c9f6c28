// swift-tools-version: 6.3

import PackageDescription

let settings: [SwiftSetting] = [
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .enableUpcomingFeature("InferIsolatedConformances"),
]

let package = Package(
  name: "pmon",
  products: [
    .library(name: "ProcessEvents", targets: ["ProcessEvents"]),
    .library(name: "ConnectorProtocol", targets: ["ConnectorProtocol"]),
    .library(name: "ProcessConnector", targets: ["ProcessConnector"]),
    .library(name: "ConnectorHub", targets: ["ConnectorHub"]),
    .library(name: "ProcessTable", targets: ["ProcessTable"]),
    .library(name: "EventCapture", targets: ["EventCapture"]),
    .library(name: "CInterface", type: .static, targets: ["CInterface"]),
    .executable(name: "pmon", targets: ["pmon"]),
    .executable(name: "pmond", targets: ["pmond"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(
      url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
  ],
  targets: [
    .systemLibrary(name: "CLinux"),
    .target(name: "CStart"),
    .target(name: "KernelInterface", dependencies: ["CLinux"], swiftSettings: settings),
    .target(
      name: "ProgramVersion", dependencies: ["KernelInterface"], swiftSettings: settings),
    .target(name: "ProcessEvents", swiftSettings: settings),
    .target(name: "PlainData", swiftSettings: settings),
    .target(name: "Drawing", swiftSettings: settings),
    .target(name: "ConnectorProtocol", dependencies: ["ProcessEvents"], swiftSettings: settings),
    .target(
      name: "ProcessConnector",
      dependencies: ["KernelInterface", "ProcessEvents", "ConnectorProtocol"],
      swiftSettings: settings),
    .systemLibrary(name: "CPmon"),
    .target(
      name: "CInterface",
      dependencies: ["CPmon", "KernelInterface", "ProcessEvents", "ProcessConnector"],
      swiftSettings: settings),
    .target(
      name: "ConnectorHub", dependencies: ["ProcessEvents", "ConnectorProtocol"],
      swiftSettings: settings),
    .target(name: "EventCapture", dependencies: ["ProcessEvents"], swiftSettings: settings),
    .target(
      name: "ProcessTable",
      dependencies: ["KernelInterface", "ProcessEvents", "ProcessConnector", "EventCapture"],
      swiftSettings: settings),
    .target(
      name: "ConnectorService",
      dependencies: [
        "KernelInterface", "ProcessEvents", "ConnectorProtocol", "ProcessConnector", "ProcessTable",
        "ConnectorHub",
      ],
      swiftSettings: settings),
    .target(
      name: "EventRendering",
      dependencies: ["KernelInterface", "ProcessEvents", "ProcessConnector", "ProcessTable"],
      swiftSettings: settings),
    .target(
      name: "ProcessMonitor",
      dependencies: [
        "KernelInterface", "PlainData", "ProcessEvents", "ProcessConnector", "ProcessTable",
        "EventRendering",
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "Logging", package: "swift-log"),
        "Yams",
      ],
      swiftSettings: settings),
    .target(
      name: "MonitorService",
      dependencies: [
        "KernelInterface", "ProgramVersion", "PlainData", "ProcessEvents", "ConnectorService",
        "ProcessTable",
        "ProcessMonitor",
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "CoreMetrics", package: "swift-metrics"),
        .product(name: "Metrics", package: "swift-metrics"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
        .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
      ],
      resources: [.embedInCode("openapi.json")], swiftSettings: settings),
    .executableTarget(
      name: "pmond",
      dependencies: [
        "KernelInterface", "ProgramVersion", "ProcessMonitor", "MonitorService",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: settings),
    .executableTarget(
      name: "pmon",
      dependencies: [
        "CStart", "KernelInterface", "ProgramVersion", "PlainData", "ProcessEvents",
        "ConnectorProtocol", "ProcessConnector", "EventCapture", "ProcessTable", "EventRendering",
        "Drawing",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings),
    .target(name: "Measurements", path: "Benchmarks/Measurements", swiftSettings: settings),
    .executableTarget(
      name: "FilterCost",
      dependencies: ["Measurements", "KernelInterface", "ProcessEvents", "ProcessConnector"],
      path: "Benchmarks/FilterCost", swiftSettings: settings),
    .executableTarget(
      name: "HotPath",
      dependencies: [
        "Measurements", "KernelInterface", "ProcessEvents", "ConnectorProtocol", "ProcessConnector",
        "EventCapture", "ProcessTable",
      ],
      path: "Benchmarks/HotPath", swiftSettings: settings),
    .executableTarget(
      name: "FeedCost",
      dependencies: ["KernelInterface", "ProcessEvents", "ProcessConnector", "ProcessMonitor"],
      path: "Benchmarks/FeedCost", swiftSettings: settings),
    .executableTarget(
      name: "JournalCost",
      dependencies: ["KernelInterface", "ProcessEvents", "ProcessTable", "ProcessMonitor"],
      path: "Benchmarks/JournalCost", swiftSettings: settings),
    .executableTarget(
      name: "HubCost",
      dependencies: [
        "Measurements", "KernelInterface", "ProcessEvents", "ConnectorProtocol", "ConnectorHub",
      ],
      path: "Benchmarks/HubCost", swiftSettings: settings),
    .executableTarget(
      name: "ConnectorCost",
      dependencies: [
        "KernelInterface", "ProcessEvents", "ConnectorProtocol", "ConnectorHub", "ConnectorService",
      ],
      path: "Benchmarks/ConnectorCost", swiftSettings: settings),
    .executableTarget(
      name: "ScaleCost",
      dependencies: [
        "Measurements", "KernelInterface", "ProcessEvents", "ConnectorProtocol", "ProcessConnector",
        "ConnectorHub", "ProcessTable", "EventRendering", "ProcessMonitor", "Drawing",
      ],
      path: "Benchmarks/ScaleCost", swiftSettings: settings),
    .target(
      name: "TestSupport",
      dependencies: ["KernelInterface", "ProcessEvents", "ProcessConnector"],
      path: "Tests/TestSupport", swiftSettings: settings),
    .executableTarget(
      name: "CommandProbe", dependencies: ["KernelInterface"], path: "Tests/CommandProbe",
      swiftSettings: settings),
    .executableTarget(
      name: "JournalProbe",
      dependencies: ["KernelInterface", "ProcessEvents", "ProcessTable", "ProcessMonitor"],
      path: "Tests/JournalProbe", swiftSettings: settings),
    .executableTarget(
      name: "KeeperProbe",
      dependencies: [
        "KernelInterface", "ProcessEvents", "ProcessConnector", "ProcessTable", "ProcessMonitor",
      ],
      path: "Tests/KeeperProbe", swiftSettings: settings),
    .executableTarget(
      name: "LivingProbe",
      dependencies: ["KernelInterface", "ProcessEvents", "ProcessTable", "ProcessMonitor"],
      path: "Tests/LivingProbe", swiftSettings: settings),
    .executableTarget(
      name: "ConnectorProbe",
      dependencies: ["KernelInterface", "ProcessEvents", "ConnectorProtocol", "ConnectorService"],
      path: "Tests/ConnectorProbe", swiftSettings: settings),
    .executableTarget(name: "NamespaceProbe", path: "Tests/NamespaceProbe"),
    .executableTarget(name: "VictimProbe", path: "Tests/VictimProbe"),
    .executableTarget(
      name: "CrashProbe",
      dependencies: [
        "KernelInterface", "ProcessMonitor", "MonitorService",
        .product(name: "Logging", package: "swift-log"),
      ],
      path: "Tests/CrashProbe", swiftSettings: settings),
    .executableTarget(
      name: "HubDifferential",
      dependencies: ["KernelInterface", "ProcessEvents", "ConnectorProtocol", "ConnectorHub"],
      path: "Tests/HubDifferential", swiftSettings: settings),
    .testTarget(
      name: "ConnectorHubTests",
      dependencies: [
        "HubDifferential", "KernelInterface", "ProcessEvents", "ConnectorProtocol", "ConnectorHub",
        "TestSupport",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "ConnectorServiceTests",
      dependencies: [
        "ConnectorProbe", "NamespaceProbe", "KernelInterface", "ProcessEvents", "ConnectorProtocol",
        "ProcessConnector", "ProcessTable", "ConnectorHub", "ConnectorService", "TestSupport",
      ],
      exclude: ["Programs"], swiftSettings: settings),
    .testTarget(
      name: "ProgramVersionTests", dependencies: ["KernelInterface", "ProgramVersion"],
      swiftSettings: settings),
    .testTarget(
      name: "ProcessEventsTests", dependencies: ["ProcessEvents", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "PlainDataTests", dependencies: ["PlainData", "TestSupport"], swiftSettings: settings),
    .testTarget(
      name: "ConnectorProtocolTests",
      dependencies: ["CLinux", "ProcessEvents", "ConnectorProtocol", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "EventCaptureTests", dependencies: ["ProcessEvents", "EventCapture", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "pmonTests",
      dependencies: [
        "pmon", "CommandProbe", "ConnectorProbe", "CLinux", "KernelInterface", "ProgramVersion",
        "PlainData", "ProcessEvents", "ConnectorProtocol", "ProcessConnector", "EventCapture",
        "ProcessTable", "EventRendering", "Drawing", "TestSupport",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      exclude: ["Snapshots", "EndToEnd/container.sh"], swiftSettings: settings),
    .testTarget(
      name: "ProcessTableTests",
      dependencies: [
        "CLinux", "KernelInterface", "ProcessEvents", "ProcessConnector", "ProcessTable",
        "EventCapture", "TestSupport",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "ProcessMonitorTests",
      dependencies: [
        "JournalProbe", "KeeperProbe", "LivingProbe", "KernelInterface", "ProcessEvents",
        "ProcessConnector", "ProcessTable", "EventRendering", "ProcessMonitor", "TestSupport",
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      exclude: ["Journal/Fixtures"], swiftSettings: settings),
    .testTarget(
      name: "MonitorServiceTests",
      dependencies: [
        "pmond", "KernelInterface", "ProgramVersion", "PlainData", "ProcessMonitor",
        "MonitorService", "ConnectorService", "TestSupport",
        .product(name: "CoreMetrics", package: "swift-metrics"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOEmbedded", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
      ],
      swiftSettings: settings),
    .testTarget(
      name: "MonitorCrashTests",
      dependencies: [
        "pmond", "CrashProbe", "VictimProbe", "KernelInterface", "ProcessEvents", "TestSupport",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "PushdownTests",
      dependencies: [
        "pmon", "KernelInterface", "ProcessEvents", "ConnectorProtocol", "ProcessConnector",
        "TestSupport",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "CInterfaceTests",
      dependencies: [
        "CPmon", "CInterface", "CLinux", "KernelInterface", "ProcessEvents", "ProcessConnector",
        "TestSupport",
      ],
      exclude: ["Programs"], swiftSettings: settings),
    .testTarget(
      name: "ProcessEventsFilterTests", dependencies: ["ProcessEvents", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "ProcessConnectorTests",
      dependencies: [
        "CLinux", "KernelInterface", "ProcessEvents", "ConnectorProtocol", "ProcessConnector",
        "ConnectorHub",
        "TestSupport",
      ],
      swiftSettings: settings),
  ]
)
